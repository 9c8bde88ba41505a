"""The simulated calls of 消息推送、素材."""
