-- train.lua: how a model is trained: train { }, and the words for what it takes.
--
-- What has a name and settings is a row of a table of the runtime, which reads it from a text such as
-- "adam:lr=0.005,amsgrad=0"; here each row becomes a word.
local native = ...
local settings, check = native.settings, native.check

-- Epochs of a schedule, a list, do not fall.
function check.epochs(x)
    local expected = "a list of up to 16 whole numbers from 1 that do not fall, such as { 50, 75 }"
    if type(x) ~= "table" or #x == 0 or #x > 16 then return expected end
    for i, epoch in ipairs(x) do
        if check.count(epoch) or epoch < (x[i - 1] or 1) then return expected end
    end
end

local function text_of_setting(x)
    if type(x) == "table" then
        local epochs = {}
        for i, epoch in ipairs(x) do epochs[i] = native.exact_text(epoch) end
        return table.concat(epochs, "/")
    end
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

-- schedule.cosine { t_max = 200 }; schedule.cosine by itself lasts all epochs.
local schedules = {}
local schedule_text, check_schedule = words_of(native.schedules(), schedules, "schedule.cosine { warmup = 10 }")
schedule = native.closed(schedules, "schedule")

-- clip.norm { max = 1 }
local clips = {}
local clip_text, check_clip = words_of(native.clips(), clips, "clip.norm { max = 1 }")
clip = native.closed(clips, "clip")

-- average.ema { decay = 0.99 }
local averages = {}
local average_text, check_average = words_of(native.averages(), averages, "average.ema { decay = 0.99 }")
average = native.closed(averages, "average")

-- groups = { { "conv1.*", lr = 1e-3 }, { "*.bias", weight_decay = 0 } }
local group_settings = native.group_settings()
for _, row in ipairs(group_settings) do row[3] = check[row[3]] end

local function check_groups(x)
    local expected = 'a list of groups such as { "*.bias", weight_decay = 0 }'
    if type(x) ~= "table" then return expected end
    for _, group in ipairs(x) do
        local pattern = type(group) == "table" and group[1]
        if type(pattern) ~= "string" or pattern == "" then return expected end
    end
end

local function text_of_groups(groups)
    local parts = {}
    for i, group in ipairs(groups) do
        local own = {}
        for key, x in pairs(group) do
            if key ~= 1 then own[key] = x end
        end
        local given = settings("group " .. group[1], own, group_settings)
        parts[i] = group[1] .. text_of("", group_settings, given)
    end
    return table.concat(parts, ";")
end

local metrics = {
    "accuracy", "balanced_accuracy", "precision", "recall", "f1_macro", "f1_micro", "mcc", "kappa", "log_loss", "brier", "ece",
    "roc_auc", "average_precision", "hits@10", "mrr", "ndcg@10", "mse", "rmse", "mae", "r2", "pearson", "ci",
}
local other_averages = {
    precision_macro = true, precision_micro = true, precision_weighted = true, recall_macro = true, recall_micro = true,
    recall_weighted = true, f1_weighted = true, kappa_linear = true, kappa_quadratic = true,
}

-- hits@K and these are one for each K.
local numbered = { hits = true, ndcg = true, precision = true, recall = true, map = true, hit_ratio = true }

local function has_number(x)
    for name in pairs(numbered) do
        local k = string.sub(x, 1, #name + 1) == name .. "@" and string.sub(x, #name + 2)
        local number = k and math.tointeger(tonumber(k))
        if number and tostring(number) == k and number >= 1 and number < 1 << 31 then return true end
    end
end

local function check_metric(x)
    if type(x) == "string" and has_number(x) or other_averages[x] then return nil end
    return check.one_of(table.unpack(metrics))(x)
end

local function check_stop(x)
    if x ~= "loss" then return check_metric(x) end
end

-- train { epochs, patience (0: to the last epoch), optimizer = adam { ... }, schedule = schedule.step { ... },
-- clip = clip.norm { max = 1 }, l1, groups = { { "*.bias", weight_decay = 0 } }, average = average.ema { ... }, metric }
function train(o)
    local given = settings("train", o, {
        { "epochs", 200, check.count }, { "patience", 0, check.count_or_zero },
        { "optimizer", adam, check_optimizer }, { "schedule", nil, check_schedule },
        { "clip", nil, check_clip }, { "average", nil, check_average },
        { "l1", 0, check.not_negative }, { "groups", nil, check_groups },
        { "metric", nil, check_metric },
        { "stop_on", nil, check_stop },
    })
    given.optimizer = optimizer_text(given.optimizer)
    given.schedule = given.schedule and schedule_text(given.schedule)
    if (given.stop_on and given.patience == 0) then
        native.fail('train: stop_on says what patience counts by, but there is none', "patience = 100")
    end
    given.clip = given.clip and clip_text(given.clip)
    given.groups = given.groups and #given.groups > 0 and text_of_groups(given.groups) or nil
    given.average = given.average and average_text(given.average)
    native.train(given)
end
