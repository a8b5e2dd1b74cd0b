package io.vitascope.catalog;

/**
 * KEYS: index, members of titles, views, words, then the sets that a match must be in. ARGV: kind of index, direction,
 * how many entries, how many matches to skip, score and member of a cursor or nothing twice, then 'search' and words if
 * some are searched for, the last of which may be only begun. Answers: matches in all, members, their scores, their
 * views.
 *
 * <p>A place in a list is a rank, which costs a logarithm to find. Few matches (a rare tag) are gathered and sorted by
 * their ranks; when there are many, the index is walked until the page is full, for every chunk meets some.
 */
final class PageScript {

    static final String TEXT = """
        local index, titles, views, dictionary = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
        local lexical, reverse = ARGV[1] == 'lexical', ARGV[2] == '-'
        local wanted, skip = tonumber(ARGV[3]), tonumber(ARGV[4])
        local score, member = ARGV[5], ARGV[6]
        local few, chunk = 1000, 500
        local size = redis.call('ZCARD', index)

        local function id(of) return string.sub(of, -36) end

        -- how many entries come before the cursor; with it, when inclusive
        local function before(inclusive)
          if lexical then
            return redis.call('ZLEXCOUNT', index, '-', (inclusive and '[' or '(') .. member)
          end
          local low = redis.call('ZCOUNT', index, '-inf', '(' .. score)
          local high = redis.call('ZCOUNT', index, '-inf', score)
          while low < high do
            local middle = math.floor((low + high) / 2)
            local other = redis.call('ZRANGE', index, middle, middle)[1]
            if other < member or (inclusive and other == member) then low = middle + 1 else high = middle end
          end
          return low
        end

        local function range(from, count)
          if reverse then return redis.call('ZREVRANGE', index, from, from + count - 1) end
          return redis.call('ZRANGE', index, from, from + count - 1)
        end

        local start = 0
        if member ~= '' then
          if reverse then start = size - before(false) else start = before(true) end
        end

        local sets = {}
        for i = 5, #KEYS do sets[#sets + 1] = KEYS[i] end

        -- which of some ids are in all sets
        local function inAll(ids)
          local hits = {}
          for i = 1, #ids do hits[i] = true end
          for _, set in ipairs(sets) do
            for i, isMember in ipairs(redis.call('SMISMEMBER', set, unpack(ids))) do
              hits[i] = hits[i] and isMember == 1
            end
          end
          return hits
        end

        local function listed(byId)
          local ids = {}
          for match in pairs(byId) do ids[#ids + 1] = match end
          return ids
        end

        -- those that all words lead to and that are in all sets: by id, and how many
        local function searched()
          local known, count = {}, 0
          for i = 8, #ARGV do
            local low, high = '[' .. ARGV[i] .. '\\0', '(' .. ARGV[i] .. '\\1'
            if i == #ARGV then low, high = '[' .. ARGV[i], '(' .. ARGV[i] .. '\\255' end
            local hits = {}
            count = 0
            for _, entry in ipairs(redis.call('ZRANGEBYLEX', dictionary, low, high)) do
              local match = id(entry)
              if (i == 8 or known[match]) and not hits[match] then
                hits[match] = true
                count = count + 1
              end
            end
            known = hits
          end
          if #sets == 0 or count == 0 then return known, count end
          local ids, hits = listed(known), {}
          count = 0
          for from = 1, #ids, chunk do
            local part = {}
            for i = from, math.min(#ids, from + chunk - 1) do part[#part + 1] = ids[i] end
            for i, hit in ipairs(inAll(part)) do
              if hit then
                hits[part[i]] = true
                count = count + 1
              end
            end
          end
          return hits, count
        end

        local found, total = {}, size
        if #sets == 0 and not ARGV[7] then
          found = range(start + skip, wanted)
        else
          local list, byId
          if ARGV[7] then
            byId, total = searched()
            if total <= few then list = listed(byId) end
          else
            total = redis.call('SINTERCARD', #sets, unpack(sets))
            if total <= few then list = redis.call('SINTER', unpack(sets)) end
          end
          if total <= few then
            local ranks, at = {}, {}
            for _, match in ipairs(list) do
              local entry = lexical and redis.call('HGET', titles, match) or match
              local rank = entry and redis.call(reverse and 'ZREVRANK' or 'ZRANK', index, entry)
              if rank and rank >= start then
                ranks[#ranks + 1] = rank
                at[rank] = entry
              end
            end
            table.sort(ranks)
            for i = skip + 1, math.min(#ranks, skip + wanted) do found[#found + 1] = at[ranks[i]] end
          else
            local position = start
            while #found < wanted do
              local entries = range(position, chunk)
              if #entries == 0 then break end
              local ids = {}
              for i, entry in ipairs(entries) do ids[i] = id(entry) end
              local hits
              if byId then
                hits = {}
                for i = 1, #ids do hits[i] = byId[ids[i]] or false end
              else
                hits = inAll(ids)
              end
              for i, entry in ipairs(entries) do
                if hits[i] then
                  if skip > 0 then skip = skip - 1
                  elseif #found < wanted then found[#found + 1] = entry end
                end
              end
              position = position + #entries
            end
          end
        end

        if #found == 0 then return {total, {}, {}, {}} end
        local ids = {}
        for i, entry in ipairs(found) do ids[i] = id(entry) end
        return {total, found, redis.call('ZMSCORE', index, unpack(found)), redis.call('ZMSCORE', views, unpack(ids))}
        """;

    private PageScript() {}
}
