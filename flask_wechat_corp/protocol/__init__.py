"""WeCom's wire format: encryption, envelopes, XML, error codes. No Flask, no I/O."""
