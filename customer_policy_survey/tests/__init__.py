from . import test_survey_access, test_survey_evaluation
