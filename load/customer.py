"""A customer in the portal."""

import random
import re

from .browser import SCENE, Browser

ORDER = re.compile(r'href="(/my/orders/\d+)[?"]')
COUNTER = re.compile(r'data-placeholder_count="(\w+)"')
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Portal(Browser):
    group = "portal"

    def home(self):
        page = self.page("portal: home", "/my")
        counters = COUNTER.findall(page)
        self.rpc("portal: counters", "/my/counters", {"counters": counters})
        self.think()
        self.page("portal: account", "/my/account")

    def documents(self):
        page = self.page("portal: orders", "/my/orders")
        if orders := ORDER.findall(page):
            self.think()
            self.page("portal: order", random.choice(orders))
        self.think()
        self.page("portal: invoices", "/my/invoices")

    def complaints(self):
        """Where there are none, the time goes to the documents."""
        if not SCENE.has_complaints:
            self.documents()
            return
        self.page("portal: complaints", "/my/complaints")
        self.think()
        form = self.page("portal: new complaint", "/my/complaints/new")
        if token := TOKEN.search(form):
            self.think()
            self.page(
                "portal: complaint sent",
                "/my/complaints/new",
                {
                    "csrf_token": token[1],
                    "name": "Late delivery",
                    "description": "The goods came two weeks late.",
                    "kind": "complaint",
                },
            )
