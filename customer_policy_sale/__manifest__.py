{
    "name": "Customer Policy - Sales",
    "summary": "Grade customers by their orders; complaints about orders",
    "version": "19.0.1.0.1",
    "category": "Sales/CRM",
    "author": "Customer Policy contributors",
    "license": "LGPL-3",
    "depends": ["customer_policy", "sale"],
    "data": [
        "data/customer_grade_criterion_data.xml",
        "views/customer_grade_views.xml",
        "views/sale_order_views.xml",
        "views/customer_complaint_views.xml",
        "views/sale_order_complaint_views.xml",
    ],
    "demo": ["demo/customer_grade_review_demo.xml"],
    "auto_install": True,
}
