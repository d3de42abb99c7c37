--! tests/error/own_error_controls.lua:3: \x1b]0;owned\x07\x1b[2J\xc2\x9b2J\xe2\x80\xaeevil\xff
--!     error("\27]0;owned\7\27[2J\u{9b}2J\u{202e}evil\xff", 0)
error("\27]0;owned\7\27[2J\u{9b}2J\u{202e}evil\xff", 0)
