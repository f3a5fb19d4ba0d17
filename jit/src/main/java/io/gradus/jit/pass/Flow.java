package io.gradus.jit.pass;

import io.gradus.graph.Expr;
import io.gradus.jit.pass.Group.Output;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Who reads and who writes each value, as far as groups are known.
final class Flow {
  private final Map<Expr, List<Use>> uses = new HashMap<>();
  private final Map<Expr, List<Group>> writers = new HashMap<>();

  /// The uses of a value.
  List<Use> readers(Expr n) {
    return uses.getOrDefault(n, List.of());
  }

  /// The groups that write a stored value.
  List<Group> writers(Expr n) {
    return writers.getOrDefault(n, List.of());
  }

  /// The groups that write the same value, for each value.
  Collection<List<Group>> writers() {
    return writers.values();
  }

  /// Notes a use.
  void use(View v, Use u) {
    uses.computeIfAbsent(v.base(), e -> new ArrayList<>()).add(u);
  }

  /// Notes that the readers of a result of `control` are readers of it.
  void use(View v, Expr control, List<Use> readers) {
    for (Use u : readers) {
      uses.computeIfAbsent(control, e -> new ArrayList<>()).add(new Use(u.group(), null, v, null));
    }
  }

  /// Stores a value for its readers outside of its group.
  void store(Group g, Expr n, List<Use> readers) {
    boolean whole = false;
    for (Use u : readers) {
      if (u.into() != null && u.view().isWhole()) {
        write(g, n, u.into());
        link(g, uses.get(u.into().base()));
      } else if (u.group() != g) {
        whole = true;
      }
    }
    link(g, readers);
    if (whole) {
      write(g, n, View.whole(n));
    }
  }

  /// Notes that a group writes a value, or a part of one.
  void write(Group g, Expr value, View to) {
    g.outputs.add(new Output(value, to));
    List<Group> all = writers.computeIfAbsent(to.base(), e -> new ArrayList<>());
    if (!all.contains(g)) {
      all.add(g);
    }
  }

  /// Notes that readers wait for a group.
  static void link(Group g, List<Use> readers) {
    for (Use u : readers) {
      if (u.group() != null && u.group() != g) {
        g.users.add(u.group());
      }
    }
  }

  /// True if a value stored by `g` does not come back to `g` through its other readers, nor through
  /// those of the larger value that it is a part of, of which `g` itself must not be one.
  boolean isLegal(Group g, List<Use> readers) {
    Set<Group> others = new LinkedHashSet<>();
    for (Use u : readers) {
      boolean part = u.into() != null;
      for (Use r : part ? readers(u.into().base()) : List.of(u)) {
        if (part && r.group() == g) {
          return false;
        }
        if (r.group() != null && r.group() != g) {
          others.add(r.group());
        }
      }
    }
    return !Group.leads(others, g);
  }

  /// Makes one group the writer of all that another wrote.
  void replace(Group old, Group now) {
    for (Output o : old.outputs) {
      List<Group> all = writers.get(o.to().base());
      all.remove(old);
      if (!all.contains(now)) {
        all.add(now);
      }
    }
  }
}
