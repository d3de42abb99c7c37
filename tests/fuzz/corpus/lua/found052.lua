--! /error/]]:6: target.class(5):multhe same labels had 4 classeslabelsbefore
local F, C = dim("sigmoid", 16), dim("0.5", 4)
local x = input.node { F }
local x = input.node { F }
local y = ng.linear(x, { out = C })
local x = input.node { F }
