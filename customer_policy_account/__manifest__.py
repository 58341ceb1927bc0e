{
    "name": "Customer Policy - Invoicing",
    "summary": "Grade customers by how much, how fully and how fast they pay",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Customer Policy contributors",
    "license": "LGPL-3",
    "depends": ["customer_policy", "account"],
    "data": [
        "security/ir.model.access.csv",
        "security/customer_grade_collection_rules.xml",
        "data/customer_grade_criterion_data.xml",
        "views/customer_grade_collection_views.xml",
    ],
    "demo": ["demo/customer_grade_review_demo.xml"],
    "auto_install": True,
}
