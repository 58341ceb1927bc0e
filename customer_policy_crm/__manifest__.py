{
    "name": "Customer Policy - CRM",
    "summary": "Hide leads that are a classified customer by text alone",
    "version": "19.0.1.0.1",
    "category": "Sales/CRM",
    "author": "Customer Policy contributors",
    "license": "LGPL-3",
    "depends": ["customer_policy", "crm"],
    "data": [
        "data/customer_confidentiality_model_data.xml",
        "views/customer_confidentiality_twin_views.xml",
    ],
    "auto_install": True,
}
