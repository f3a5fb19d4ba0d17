package io.gradus.jit.pass;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Room for values that live at different times: the largest first, each at the lowest place that
/// is free in its time.
final class Arena {
  /// Something that needs room.
  ///
  /// @param owner what it is
  /// @param isDouble whether its elements are float64
  /// @param size the number of elements
  /// @param first the first step during which it needs its room
  /// @param last the last one
  record Span(Object owner, boolean isDouble, int size, int first, int last) {
    private boolean meets(Span other) {
      return other.first <= last && first <= other.last;
    }
  }

  private record Placed(Span span, int from, int to) {}

  /// Where each owner begins.
  final Map<Object, Integer> offsets = new LinkedHashMap<>();

  /// The number of elements in all.
  final int size;

  /// @param unit places are multiples of it
  Arena(List<Span> spans, int unit) {
    List<Span> large = new ArrayList<>(spans);
    large.sort(Comparator.<Span>comparingInt(s -> -s.size).thenComparingInt(Span::first));
    List<Placed> placed = new ArrayList<>(); // by position
    int end = 0;
    for (Span s : large) {
      int room = (s.size + unit - 1) / unit * unit;
      int at = 0;
      int where = 0;
      for (Placed p : placed) {
        if (p.span.meets(s) && p.to > at) {
          if (at + room <= p.from) {
            break;
          }
          at = p.to;
        }
      }
      while (where < placed.size() && placed.get(where).from <= at) {
        where++;
      }
      placed.add(where, new Placed(s, at, at + room));
      end = Math.max(end, at + room);
      offsets.put(s.owner, at);
    }
    size = end;
  }
}
