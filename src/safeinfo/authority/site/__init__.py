"""The public pages, and what every page of the authority shares: layout, context, trouble in words."""
