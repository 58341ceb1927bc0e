-- A copy for tests tells no robot of the company anything, even if somebody switches a
-- webhook on again.
UPDATE customer_policy_webhook
   SET active = false, is_confirmed = false, secret_stored = NULL,
       url_stored = 'https://neutralized.invalid/';
UPDATE customer_policy_webhook_message
   SET state = 'cancelled', date_next = NULL, content = NULL
 WHERE state IN ('pending', 'sending');
