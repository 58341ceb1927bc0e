from . import (
    customer_complaint,
    customer_complaint_team,
    customer_survey_evaluation,
    customer_survey_evaluation_collect,
    customer_survey_revisit,
    survey_survey,
    survey_user_input,
    survey_user_input_line,
)
