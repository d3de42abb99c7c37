-- train.lua: how a model is trained: train { }, and the words for what it takes.
--
-- What has a name and settings is a row of a table of the runtime, which reads it from a text such as
-- "adam:lr=0.005,amsgrad=0"; here each row becomes a word.
local native = ...
local settings, check = native.settings, native.check

local function text_of_setting(x)
    if type(x) == "boolean" then return x and "1" or "0" end
    return native.exact_text(x)
end

-- What is as where nothing is said is not said.
local function text_of(name, rows, given)
    local parts = {}
    for _, row in ipairs(rows) do
        local x = given[row[1]]
        if x ~= row[2] then parts[#parts + 1] = row[1] .. "=" .. text_of_setting(x) end
    end
    return #parts == 0 and name or name .. ":" .. table.concat(parts, ",")
end

-- Rows of a table become words: name { setting = ... }, or the name by itself. Returns a function that gives the text
-- of what such a word made, nil of anything else, and one that checks an option for it.
local function words_of(kinds, words, example)
    local texts, makers, names = {}, {}, {}
    for i, kind in ipairs(kinds) do
        local name, rows = kind[1], kind[2]
        for _, row in ipairs(rows) do row[3] = check[row[3]] end
        local maker = function(o)
            local made = {}
            texts[made] = text_of(name, rows, settings(name, o, rows))
            return made
        end
        words[name], makers[maker], names[i] = maker, true, name
    end
    local function text(x)
        if makers[x] then x = x() end
        return texts[x]
    end
    local last = table.remove(names)
    local expected = table.concat(names, ", ") .. " or " .. last .. ", such as " .. example
    return text, function(x)
        if x == nil or not text(x) then return expected end
    end
end

local optimizer_text, check_optimizer = words_of(native.optimizers(), _ENV, "adam { lr = 0.005 }")

local metrics = {
    "accuracy", "balanced_accuracy", "precision", "recall", "f1_macro", "f1_micro", "mcc", "kappa", "log_loss", "brier", "ece",
    "roc_auc", "average_precision", "hits@10", "mrr", "mse", "rmse", "mae", "r2", "pearson",
}
local other_averages = {
    precision_macro = true, precision_micro = true, precision_weighted = true, recall_macro = true, recall_micro = true,
    recall_weighted = true, f1_weighted = true, kappa_linear = true, kappa_quadratic = true,
}

-- hits@K is one for each K.
local function check_metric(x)
    local k = type(x) == "string" and string.sub(x, 1, 5) == "hits@" and string.sub(x, 6)
    local number = k and math.tointeger(tonumber(k))
    if number and tostring(number) == k and number >= 1 and number < 1 << 31 then return nil end
    if other_averages[x] then return nil end
    return check.one_of(table.unpack(metrics))(x)
end

-- train { epochs, patience (0: to the last epoch), optimizer = adam { ... }, metric }
function train(o)
    local given = settings("train", o, {
        { "epochs", 200, check.count }, { "patience", 0, check.count_or_zero },
        { "optimizer", adam, check_optimizer }, { "metric", nil, check_metric },
    })
    given.optimizer = optimizer_text(given.optimizer)
    native.train(given)
end
