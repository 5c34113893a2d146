"""What the model can and cannot do: mechanisms taken away one by one, and the page of figures."""
