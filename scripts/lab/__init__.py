"""What the demo and the functional tests share: programs as children, the HTTP API as a client sees it, a receiver of webhooks."""
