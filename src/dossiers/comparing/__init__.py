"""Two files of the same text: what changed between the issued one and the received one."""
