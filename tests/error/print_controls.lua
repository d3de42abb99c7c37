--! \x1b]0;owned\x07\x1b[2J	function	table	table	a	b
--! c\xc2\x9b2J\xe2\x80\xae\xff
--! tests/error/print_controls.lua:7: print: more than 1 MiB or 10000 lines in all
--!     print(("x"):rep(1 << 20))
--!   hint: a loop that prints?
print(("\27]0;owned\7\27[2J"), print, {}, input, "a\tb\nc\u{9b}2J\u{202e}\xff")
print(("x"):rep(1 << 20))
