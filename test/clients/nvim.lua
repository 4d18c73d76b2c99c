-- A headless Neovim (0.7 or newer) as a third party's client. Environment: SERVER (JSON list: the command), FILE, OUT.
-- Writes what a user of Neovim gets, as JSON, to OUT. Run by nvim.test.ts.
local file, out = os.getenv('FILE'), os.getenv('OUT')
local result = { version = vim.version().major .. '.' .. vim.version().minor .. '.' .. vim.version().patch }

local function wait(what, condition)
  assert(vim.wait(10000, condition, 20), what .. ' did not come')
end

local ok, err = pcall(function()
  vim.cmd('edit ' .. vim.fn.fnameescape(file))
  vim.bo.filetype = 'patchmail'
  local buffer = vim.api.nvim_get_current_buf()
  local id = vim.lsp.start_client({
    name = 'patch-mail',
    cmd = vim.fn.json_decode(os.getenv('SERVER')),
    root_dir = vim.fn.fnamemodify(file, ':h'),
    capabilities = vim.lsp.protocol.make_client_capabilities(),
  })
  assert(id, 'the client did not start')
  vim.lsp.buf_attach_client(buffer, id)
  local client = vim.lsp.get_client_by_id(id)
  wait('initialize', function() return client.initialized end)

  local document = { textDocument = vim.lsp.util.make_text_document_params(buffer) }
  local function request(method, extra)
    local answer, failure = client.request_sync(method, vim.tbl_extend('force', document, extra or {}), 5000, buffer)
    assert(answer, method .. ': ' .. tostring(failure))
    assert(not answer.err, method .. ': ' .. vim.inspect(answer.err))
    return answer.result
  end
  local function line_of(pattern)
    return vim.fn.search(pattern, 'nw')
  end

  -- Lua has no empty list: what may be empty is told by its length, too.
  result.folds = request('textDocument/foldingRange')
  result.symbols = request('textDocument/documentSymbol')
  result.links = #request('textDocument/documentLink')
  local hunk = line_of('^@@')
  result.hunkLine0 = hunk - 1
  result.selection = request('textDocument/selectionRange', { positions = { { line = hunk - 1, character = 1 } } })
  result.tokens = #request('textDocument/semanticTokens/full').data

  -- What omnifunc and completion plugins ask for, and what a range of prose becomes.
  local signoff = line_of('^Signed-off-by:')
  local completion = request('textDocument/completion', { position = { line = signoff - 1, character = 3 } })
  result.completion = vim.tbl_map(function(item) return item.label end, completion and completion.items or {})
  result.trigger = client.server_capabilities.completionProvider.triggerCharacters
  result.formatting = #request('textDocument/formatting', { options = { tabSize = 8, insertSpaces = false } })

  -- What a user sees: the diagnostics of the buffer, and the float of `vim.lsp.buf.hover()`.
  wait('diagnostics', function() return #vim.diagnostic.get(buffer) > 0 end)
  result.diagnostics = vim.tbl_map(function(each)
    return { line0 = each.lnum, severity = each.severity, source = each.source, message = each.message }
  end, vim.diagnostic.get(buffer))
  local function hover(line, column)
    vim.api.nvim_win_set_cursor(0, { line, column })
    vim.lsp.buf.hover()
    local float
    wait('the hover', function()
      for _, window in ipairs(vim.api.nvim_list_wins()) do
        if vim.api.nvim_win_get_config(window).relative ~= '' then float = window end
      end
      return float
    end)
    local text = table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(float), 0, -1, false), '\n')
    vim.api.nvim_win_close(float, true)
    return text
  end
  result.hoverOnHunk = hover(hunk, 1)
  result.hoverOnTrailer = hover(line_of('^Signed-off-by:'), 1)

  -- An edit made by the editor goes out as an incremental change and is answered with new diagnostics.
  local lines = vim.fn.json_decode(os.getenv('REPAIR'))
  vim.api.nvim_buf_set_lines(buffer, lines.at0, lines.at0, false, lines.insert)
  wait('no diagnostics after the repair', function() return #vim.diagnostic.get(buffer) == 0 end)
  result.afterRepair = #vim.diagnostic.get(buffer)

  vim.lsp.stop_client(id)
  wait('the end', function() return client.is_stopped() end)
  result.stopped = client.is_stopped()
end)
if not ok then result.error = tostring(err) end
local handle = assert(io.open(out, 'w'))
handle:write(vim.fn.json_encode(result))
handle:close()
vim.cmd(ok and 'qa!' or 'cq!')
