-- A migration as it is written in a hurry, to be judged before it runs; it never does.
-- Words: as in shop.sql.
-- It must stay bad in several ways.
ALTER TABLE orders ADD COLUMN reference uuid NOT NULL DEFAULT gen_random_uuid();
CREATE INDEX orders_reference_idx ON orders (reference);
ALTER TABLE order_lines ADD CONSTRAINT order_lines_quantity_check CHECK (quantity > 0);
ALTER TABLE customers DROP COLUMN points;
