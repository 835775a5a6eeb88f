"""What a page of the PDF takes beside its HTML."""
