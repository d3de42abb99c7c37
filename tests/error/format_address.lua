--! table funct|3 %p
--! tests/error/format_address.lua:5: string.format: %p would show an address, which differs between runs
--!     print(string.format("%p", {}))
print(string.format("%s %5.5s|%d %%p", {}, print, 3))
print(string.format("%p", {}))
