# SPDX-License-Identifier: BSD-2-Clause
require 'minitest/autorun'
require 'usdt'

class TestNothing < Minitest::Test
  def test_does_nothing
    refute USDT::AVAILABLE
    probe = nil
    p = USDT::Provider.create(:a, :b) { |q| probe = q.probe(:f, :n, :integer, :nonsense) }
    assert_equal %i[a b], [p.provider, p.mod]
    assert_equal %i[a b], USDT::Provider.create('a', 'b').then { |q| [q.provider, q.mod] }
    assert_equal [:f, :n, %i[integer nonsense]], [probe.function, probe.name, probe.arguments]
    refute probe.enabled?
    refute probe.fire(1)
    refute(probe.fire { raise 'called' })
    assert p.enable && p.update && p.disable && p.declare('x') && p.remove_probe(probe)
    assert_empty p.probes
  end
end
