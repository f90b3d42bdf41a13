-- Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
-- under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
--
-- Wireshark dissector of the Vitrine administration protocol, version 1 (UDP port 555).
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
}
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
}
vitrine.fields = f

local e = {
  bad_opcode = ProtoExpert.new("vitrine.bad_opcode", "No opcode of version 1", expert.group.PROTOCOL, expert.severity.ERROR),
  too_short = ProtoExpert.new("vitrine.too_short", "Shorter than the opcode demands", expert.group.MALFORMED, expert.severity.ERROR),
  too_long = ProtoExpert.new("vitrine.too_long", "Longer than the opcode demands", expert.group.MALFORMED, expert.severity.ERROR),
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
