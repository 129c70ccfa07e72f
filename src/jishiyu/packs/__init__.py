"""How service lines speak to the engines: the sdk they import, and the loader that reads them."""
