"""Trials: forms submitted with made-up data, on a site that the user controls; never a payment, never an order."""
