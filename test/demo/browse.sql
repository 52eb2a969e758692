-- A customer looks at the last orders.
-- Words: as in shop.sql.
-- It must use the index.
\set customer random(1, 20000)
SELECT o.id, o.status, l.product_id FROM orders o JOIN order_lines l ON l.order_id = o.id WHERE o.customer_id = :customer ORDER BY o.ordered_at DESC LIMIT 10;
