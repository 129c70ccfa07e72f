"""Reports in Word, Excel and PDF: figures are published first, and a report prints what was published."""
