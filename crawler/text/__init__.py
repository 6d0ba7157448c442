"""Vietnamese text as it is: letters, codings, dates, and the forms that search and comparison need."""
