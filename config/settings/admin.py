UNFOLD: dict[str, object] = {"SITE_TITLE": "Hain", "SITE_HEADER": "Hain"}
