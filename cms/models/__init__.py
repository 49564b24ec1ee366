from .frame import Banner as Banner
from .frame import Footer as Footer
from .frame import Guarantee as Guarantee
from .frame import Navigation as Navigation
from .home import HomePage as HomePage
from .media import ShopImage as ShopImage
from .media import ShopRendition as ShopRendition
