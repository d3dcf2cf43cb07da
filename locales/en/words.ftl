### What somebody sees whose words nothing understands.

hint-member = I did not understand that, but these I know well:
hint-staff =
    I did not understand that. At the till, type the amount and the customer's code: <code>24.90 4821</code>
    The code alone, <code>4821</code>, shows who it is.
hint-stranger = I am a points card and I do not chat much. Join, and your purchases earn points.
