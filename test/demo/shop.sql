-- The shop: four tables, an index nobody uses, and a ticket number about to run out.
-- Words: customers, orders, order_lines, products.
-- It must be quick to load, and big enough that a scan is slow.
CREATE EXTENSION pg_stat_statements;
CREATE EXTENSION copilot;
SELECT setseed(0.42);

CREATE TABLE customers (
  id integer PRIMARY KEY,
  email text NOT NULL UNIQUE,
  points integer NOT NULL DEFAULT 0
);
CREATE TABLE products (
  id integer PRIMARY KEY,
  name text NOT NULL,
  price numeric(10, 2) NOT NULL
);
CREATE TABLE orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id integer NOT NULL REFERENCES customers,
  ordered_at timestamptz NOT NULL DEFAULT now(),
  status text NOT NULL
);
CREATE INDEX orders_customer_id_idx ON orders (customer_id);
CREATE INDEX orders_status_idx ON orders (status);
CREATE TABLE order_lines (
  order_id bigint NOT NULL REFERENCES orders,
  product_id integer NOT NULL REFERENCES products,
  quantity integer NOT NULL,
  PRIMARY KEY (order_id, product_id)
);
CREATE SEQUENCE ticket_numbers AS smallint;

INSERT INTO customers SELECT n, 'customer' || n || '@example.org', 0 FROM generate_series(1, 20000) n;
INSERT INTO products SELECT n, 'product ' || n, (random() * 100)::numeric(10, 2) FROM generate_series(1, 500) n;
INSERT INTO orders (customer_id, ordered_at, status)
SELECT 1 + (random() * 19999)::integer, now() - random() * interval '365 days', (ARRAY['new', 'paid', 'sent'])[1 + (random() * 2)::integer]
FROM generate_series(1, 200000);
INSERT INTO order_lines SELECT o, p, 1 FROM generate_series(1, 200000) o, LATERAL (SELECT DISTINCT 1 + (random() * 499)::integer AS p FROM generate_series(1, 2 + o % 2)) l;
SELECT setval('ticket_numbers', 31500);
VACUUM ANALYZE;
SELECT pg_stat_statements_reset();
