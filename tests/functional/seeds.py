"""Bodies as the pages of the documentation have them, spaces and line ends included; only dates are to be moved to today."""

PLAN = """{
  "PlanName": "my_plan_3",
  "Strategy": "test_test_1",
  "Perform": 1,
  "SIPLine": "LIVEDEMO_CH_SOFTPHONE_LINE",
  "Date": "2022-11-17",
  "Details": [
    {
      "Debtor": "Smith",
      "Mobile": "+8610086",
      "LoanDate": "2022-05-24",
      "DueDate": "2022-06-17",
      "LoanAmount": 65,
      "Arrears": 84,
      "Unit": "occaecat",
      "Platform": "AIRUDDER",
      "Gender": "female",
      "Comments": "cillum laboris quis culpa"
    }
  ]
}
"""
