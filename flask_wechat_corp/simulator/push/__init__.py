"""What the simulated WeCom sends to the application, and how it reads the replies."""
