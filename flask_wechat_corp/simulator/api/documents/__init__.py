"""Documents, sheets, smart sheets, smart documents and forms (文档)."""
