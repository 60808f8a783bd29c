"""The JSON API: everything a merchant can do, and public reading of status, directory and log."""
