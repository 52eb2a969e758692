-- The install script of copilot, part by part: this, schema/ (tables and types), api/ (functions and views).
-- Words: in api/ everything is CREATE OR REPLACE, so that an update script can replay it.
-- It must run only from CREATE EXTENSION.
\echo Use "CREATE EXTENSION copilot" to load this file. \quit

