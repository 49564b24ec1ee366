"""Blocks that name one row of the shop."""

from oscar_apps.catalogue.backoffice.choosers import category_chooser, product_chooser
from oscar_apps.partner.backoffice.choosers import partner_chooser

CategoryChooserBlock = category_chooser.get_block_class("CategoryChooserBlock", module_path="cms.blocks.choosers")
ProductChooserBlock = product_chooser.get_block_class("ProductChooserBlock", module_path="cms.blocks.choosers")
PartnerChooserBlock = partner_chooser.get_block_class("PartnerChooserBlock", module_path="cms.blocks.choosers")
