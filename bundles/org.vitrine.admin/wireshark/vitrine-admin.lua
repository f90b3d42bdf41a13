-- Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
-- under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
--
-- Wireshark dissector of the Vitrine administration protocol, versions 1 and 2 (UDP port 555).
-- The authentication code of version 2 is shown, not checked: it would need the key.
-- Copy it to ~/.local/lib/wireshark/plugins, or: tshark -X lua_script:vitrine-admin.lua
-- Another port: Analyze, Decode As.

local vitrine = Proto("vitrine", "Vitrine Administration Protocol")

local OPCODES = {
  [0x10] = "REQ_STATUS_ALL",
  [0x11] = "REQ_FILTER_IP",
  [0x12] = "REQ_UNFILTER_IP",
  [0x51] = "RSP_STATUS_ALL",
  [0x52] = "RSP_FILTER_IP",
  [0x53] = "RSP_UNFILTER_IP",
  [0x20] = "REQ_HOSTS",
  [0x21] = "RSP_HOSTS",
  [0x22] = "REQ_PROTOCOLS",
  [0x23] = "RSP_PROTOCOLS",
  [0x24] = "REQ_PORTS",
  [0x25] = "RSP_PORTS",
  [0x26] = "REQ_RULES",
  [0x27] = "RSP_RULES",
  [0x28] = "REQ_FILTER",
  [0x29] = "RSP_FILTER",
  [0x2a] = "REQ_LIMIT",
  [0x2b] = "RSP_LIMIT",
  [0x2c] = "REQ_RESOURCES",
  [0x2d] = "RSP_RESOURCES",
}
local STATUSES = { [0] = "OK", [1] = "LIST_GONE", [2] = "INVALID", [3] = "UNSUPPORTED", [4] = "FAILED" }
local ACTIONS = { [1] = "Set", [2] = "Remove" }
local KINDS = { [1] = "Filter", [2] = "bit/s", [3] = "packet/s" }
local DIRECTIONS = { [0] = "Both", [1] = "From the guest", [2] = "To the guest" }
local STATES = { [0] = "Pending", [1] = "Applied", [2] = "Waiting", [3] = "Failed" }
local LAYERS = { [0] = "Ethernet", [1] = "IP" }
local HOST_LENGTH = 8
local MAX_RATE = 0xffff

local f = {
  opcode = ProtoField.uint8("vitrine.opcode", "Opcode", base.HEX, OPCODES),
  request = ProtoField.bool("vitrine.request", "Request"),
  address = ProtoField.ipv4("vitrine.address", "Address"),
  count = ProtoField.uint8("vitrine.count", "Hosts"),
  host = ProtoField.none("vitrine.host", "Host"),
  host_address = ProtoField.ipv4("vitrine.host.address", "Address"),
  tx = ProtoField.uint16("vitrine.host.tx", "Sent by the guest (KiB/s)"),
  rx = ProtoField.uint16("vitrine.host.rx", "Received by the guest (KiB/s)"),
  status = ProtoField.uint8("vitrine.status", "Status", base.DEC, STATUSES),
  body_length = ProtoField.uint16("vitrine.body_length", "Body length"),
  key = ProtoField.uint32("vitrine.key", "Key id", base.HEX),
  timestamp = ProtoField.uint64("vitrine.timestamp", "Timestamp (ns)"),
  nonce = ProtoField.uint64("vitrine.nonce", "Nonce", base.HEX),
  to = ProtoField.ipv6("vitrine.to", "To"),
  code = ProtoField.bytes("vitrine.code", "HMAC-SHA-256"),
  list = ProtoField.uint64("vitrine.list", "List"),
  first = ProtoField.uint32("vitrine.first", "First entry"),
  total = ProtoField.uint32("vitrine.total", "Entries in all"),
  entries = ProtoField.uint16("vitrine.entries", "Entries here"),
  window = ProtoField.uint32("vitrine.window", "Window of rates (ms)"),
  action = ProtoField.uint8("vitrine.action", "Action", base.DEC, ACTIONS),
  kind = ProtoField.uint8("vitrine.kind", "Kind", base.DEC, KINDS),
  direction = ProtoField.uint8("vitrine.direction", "Direction", base.DEC, DIRECTIONS),
  state = ProtoField.uint8("vitrine.state", "State", base.DEC, STATES),
  remote = ProtoField.ipv6("vitrine.remote", "Remote address"),
  rate = ProtoField.uint64("vitrine.rate", "Rate"),
  burst = ProtoField.uint64("vitrine.burst", "Burst"),
  entry = ProtoField.none("vitrine.entry", "Entry"),
  layer = ProtoField.uint8("vitrine.layer", "Layer", base.DEC, LAYERS),
  number = ProtoField.uint16("vitrine.number", "Number", base.HEX),
  ip_protocol = ProtoField.uint8("vitrine.ip_protocol", "IP protocol"),
  port = ProtoField.uint16("vitrine.port", "Port"),
  tx_rate = ProtoField.uint64("vitrine.tx_rate", "Sent by the guest (bytes/s)"),
  rx_rate = ProtoField.uint64("vitrine.rx_rate", "Received by the guest (bytes/s)"),
  tx_bytes = ProtoField.uint64("vitrine.tx_bytes", "Sent by the guest (bytes)"),
  tx_packets = ProtoField.uint64("vitrine.tx_packets", "Sent by the guest (packets)"),
  rx_bytes = ProtoField.uint64("vitrine.rx_bytes", "Received by the guest (bytes)"),
  rx_packets = ProtoField.uint64("vitrine.rx_packets", "Received by the guest (packets)"),
  blocked = ProtoField.uint64("vitrine.blocked", "Blocked packets"),
  time = ProtoField.uint64("vitrine.time", "Time (ns)"),
  cpu = ProtoField.int64("vitrine.cpu", "CPU time (ns)"),
  memory = ProtoField.int64("vitrine.memory", "Memory now (bytes)"),
  max_memory = ProtoField.int64("vitrine.max_memory", "Memory at most (bytes)"),
  resident = ProtoField.int64("vitrine.resident", "Memory of the host (bytes)"),
  vcpus = ProtoField.uint32("vitrine.vcpus", "vCPUs"),
  all_disks = ProtoField.uint16("vitrine.all_disks", "Disks in all"),
  disk = ProtoField.stringz("vitrine.disk", "Disk"),
  read_bytes = ProtoField.int64("vitrine.disk.read_bytes", "Read bytes"),
  read_requests = ProtoField.int64("vitrine.disk.read_requests", "Read requests"),
  written_bytes = ProtoField.int64("vitrine.disk.written_bytes", "Written bytes"),
  write_requests = ProtoField.int64("vitrine.disk.write_requests", "Write requests"),
  capacity = ProtoField.int64("vitrine.disk.capacity", "Capacity (bytes)"),
  allocated = ProtoField.int64("vitrine.disk.allocated", "Taken on the host (bytes)"),
}
vitrine.fields = f

local e = {
  bad_opcode = ProtoExpert.new("vitrine.bad_opcode", "No opcode of version 1 or 2", expert.group.PROTOCOL, expert.severity.ERROR),
  too_short = ProtoExpert.new("vitrine.too_short", "Shorter than the opcode demands", expert.group.MALFORMED, expert.severity.ERROR),
  too_long = ProtoExpert.new("vitrine.too_long", "Longer than the opcode demands", expert.group.MALFORMED, expert.severity.ERROR),
  bad_body = ProtoExpert.new("vitrine.bad_body", "The lengths contradict each other", expert.group.MALFORMED, expert.severity.ERROR),
  saturated = ProtoExpert.new("vitrine.saturated", "The rate is this or higher", expert.group.PROTOCOL, expert.severity.NOTE),
}
vitrine.experts = e

-- Bytes that a message must have, as far as it can be told.
local function wanted_length(opcode, buffer)
  if opcode == 0x10 then
    return 1
  elseif opcode == 0x51 then
    return buffer:len() < 2 and 2 or 2 + HOST_LENGTH * buffer(1, 1):uint()
  end
  return 5
end

local function add_rate(tree, field, range)
  local item = tree:add(field, range)
  if range:uint() == MAX_RATE then
    item:add_proto_expert_info(e.saturated)
  end
end

local function add_hosts(tree, buffer)
  tree:add(f.count, buffer(1, 1))
  for i = 0, buffer(1, 1):uint() - 1 do
    local at = 2 + HOST_LENGTH * i
    if at + HOST_LENGTH > buffer:len() then
      return
    end
    local host = tree:add(f.host, buffer(at, HOST_LENGTH))
    host:set_text(string.format("Host %s: Tx %d KiB/s, Rx %d KiB/s",
      tostring(buffer(at, 4):ipv4()), buffer(at + 4, 2):uint(), buffer(at + 6, 2):uint()))
    host:add(f.host_address, buffer(at, 4))
    add_rate(host, f.tx, buffer(at + 4, 2))
    add_rate(host, f.rx, buffer(at + 6, 2))
  end
end

-- ---- version 2: fields in a row, { field, bytes }; a field of nil is skipped

local V2_HEADER, V2_CODE, V2_RESOURCES = 40, 32, 48
local TRAFFIC = {
  { f.tx_rate, 8 }, { f.rx_rate, 8 }, { f.tx_bytes, 8 }, { f.tx_packets, 8 }, { f.rx_bytes, 8 }, { f.rx_packets, 8 },
}

local function joined(...)
  local all = {}
  for _, list in ipairs({ ... }) do
    for _, item in ipairs(list) do
      all[#all + 1] = item
    end
  end
  return all
end

local HEADER = {
  { f.status, 1 }, { f.body_length, 2 }, { f.key, 4 }, { f.timestamp, 8 }, { f.nonce, 8 }, { f.to, 16 },
}
local PAGE_REQUEST = { { f.list, 8 }, { f.first, 4 }, { nil, 4 } }
local PAGE = { { f.list, 8 }, { f.total, 4 }, { f.first, 4 }, { f.entries, 2 }, { nil, 2 }, { f.window, 4 } }
local DISK = {
  { f.disk, 16 }, { f.read_bytes, 8 }, { f.read_requests, 8 }, { f.written_bytes, 8 }, { f.write_requests, 8 },
  { f.capacity, 8 }, { f.allocated, 8 },
}
local RESOURCES = {
  { f.time, 8 }, { f.cpu, 8 }, { f.memory, 8 }, { f.max_memory, 8 }, { f.resident, 8 }, { f.vcpus, 4 },
  { f.all_disks, 2 }, { f.entries, 2 },
}
local REQUESTS = {
  [0x20] = PAGE_REQUEST,
  [0x22] = PAGE_REQUEST,
  [0x24] = PAGE_REQUEST,
  [0x26] = PAGE_REQUEST,
  [0x28] = { { f.action, 1 }, { nil, 7 }, { f.remote, 16 } },
  [0x2a] = { { f.action, 1 }, { f.kind, 1 }, { f.direction, 1 }, { nil, 5 }, { f.rate, 8 }, { f.burst, 8 } },
  [0x2c] = {},
}
local LISTS = { -- before the entries, and one of them
  [0x21] = { PAGE, joined({ { f.remote, 16 } }, TRAFFIC, { { f.blocked, 8 } }) },
  [0x23] = { PAGE, joined({ { f.layer, 1 }, { nil, 1 }, { f.number, 2 }, { nil, 4 } }, TRAFFIC) },
  [0x25] = { PAGE, joined({ { f.ip_protocol, 1 }, { nil, 1 }, { f.port, 2 }, { nil, 4 } }, TRAFFIC) },
  [0x27] = { PAGE, {
    { f.kind, 1 }, { f.direction, 1 }, { f.state, 1 }, { nil, 5 }, { f.remote, 16 }, { f.rate, 8 }, { f.burst, 8 },
  } },
  [0x29] = { {}, {} },
  [0x2b] = { {}, {} },
  [0x2d] = { RESOURCES, DISK },
}

local function bytes_of(row)
  local sum = 0
  for _, item in ipairs(row) do
    sum = sum + item[2]
  end
  return sum
end

local function add_row(tree, row, buffer, at)
  for _, item in ipairs(row) do
    if item[1] ~= nil then
      tree:add(item[1], buffer(at, item[2]))
    end
    at = at + item[2]
  end
  return at
end

-- Gives whether the body is as long as its opcode and its own counts say.
local function add_body(tree, opcode, buffer, at, last)
  if REQUESTS[opcode] ~= nil then
    local good = last - at == bytes_of(REQUESTS[opcode])
    if good then
      add_row(tree, REQUESTS[opcode], buffer, at)
    end
    return good
  end
  local head, entry = LISTS[opcode][1], LISTS[opcode][2]
  if last - at < bytes_of(head) then
    return at == last and buffer(1, 1):uint() ~= 0 -- what was not done has no body
  end
  local count = 0
  if #head > 0 then
    count = buffer(opcode == 0x2d and at + V2_RESOURCES - 2 or at + 16, 2):uint()
  end
  at = add_row(tree, head, buffer, at)
  local length = bytes_of(entry)
  if last - at ~= count * length then
    return false
  end
  for i = 1, count do
    local item = tree:add(f.entry, buffer(at, length))
    item:set_text("Entry " .. i)
    at = add_row(item, entry, buffer, at)
  end
  return true
end

local function dissect_v2(tree, opcode, buffer)
  local length = buffer:len()
  if length < V2_HEADER + V2_CODE then
    tree:add_proto_expert_info(e.too_short)
    return OPCODES[opcode]
  end
  tree:add(f.request, buffer(0, 1), opcode % 2 == 0):set_generated()
  add_row(tree, HEADER, buffer, 1)
  local last = length - V2_CODE
  if buffer(2, 2):uint() ~= last - V2_HEADER or not add_body(tree, opcode, buffer, V2_HEADER, last) then
    tree:add_proto_expert_info(e.bad_body)
  end
  tree:add(f.code, buffer(last, V2_CODE))
  local info = OPCODES[opcode]
  if opcode % 2 == 1 then
    info = info .. " " .. (STATUSES[buffer(1, 1):uint()] or "?")
  end
  return string.format("%s, key %08x", info, buffer(4, 4):uint())
end

function vitrine.dissector(buffer, pinfo, root)
  if buffer:len() == 0 then
    return 0
  end
  pinfo.cols.protocol = "VITRINE"
  local opcode = buffer(0, 1):uint()
  local name = OPCODES[opcode]
  local tree = root:add(vitrine, buffer())
  local item = tree:add(f.opcode, buffer(0, 1))
  if name == nil then
    pinfo.cols.info = string.format("Unknown opcode 0x%02x", opcode)
    item:add_proto_expert_info(e.bad_opcode)
    return buffer:len()
  end
  if opcode < 0x30 and opcode >= 0x20 then
    pinfo.cols.info = dissect_v2(tree, opcode, buffer)
    tree:append_text(", " .. tostring(name))
    return buffer:len()
  end
  tree:add(f.request, buffer(0, 1), opcode < 0x50):set_generated()
  local wanted = wanted_length(opcode, buffer)
  local info = name
  if opcode == 0x51 and buffer:len() >= 2 then
    add_hosts(tree, buffer)
    info = string.format("%s, %d hosts", name, buffer(1, 1):uint())
  elseif wanted == 5 and buffer:len() >= 5 then
    tree:add(f.address, buffer(1, 4))
    info = string.format("%s %s", name, tostring(buffer(1, 4):ipv4()))
  end
  pinfo.cols.info = info
  tree:append_text(", " .. info)
  if buffer:len() < wanted then
    tree:add_proto_expert_info(e.too_short)
  elseif buffer:len() > wanted then
    tree:add_proto_expert_info(e.too_long)
  end
  return buffer:len()
end

DissectorTable.get("udp.port"):add(555, vitrine)
