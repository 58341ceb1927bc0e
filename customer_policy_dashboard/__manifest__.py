{
    "name": "Customer Policy - Dashboards",
    "summary": "Complaints, visits and grading as dashboards with graphs",
    "version": "19.0.1.0.1",
    "category": "Sales/CRM",
    "author": "Customer Policy contributors",
    "license": "LGPL-3",
    "depends": ["customer_policy", "spreadsheet_dashboard"],
    "data": ["data/spreadsheet_dashboard_data.xml"],
    "auto_install": True,
}
