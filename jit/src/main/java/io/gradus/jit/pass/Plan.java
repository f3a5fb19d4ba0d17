package io.gradus.jit.pass;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.graph.Expr;
import io.gradus.jit.pass.Group.Output;
import io.gradus.jit.product.Product;
import io.gradus.op.Control;
import io.gradus.op.Flat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/// Fourth pass: the order of the groups and the place of every stored value.
///
/// Values of the inside share one arena: each gets the lowest room that is free from the step that
/// writes it to the last one that reads it. Results are written where the caller wants them. A
/// carried result is written over the operand it replaces, once nobody reads that any more; where
/// this cannot be arranged it is copied at the end.
public final class Plan {
  private static final double LARGE = 20; // microseconds; larger steps are shared themselves
  private static final double WORTH = 8; // microseconds that a stage must save: caches are apart

  /// Where a stored value lies.
  public sealed interface Place {
    /// In the arena, from element `offset`.
    record Inside(int offset) implements Place {}

    /// Operand `index` of the function.
    record Argument(int index) implements Place {}

    /// Result `index` of the function.
    record Result(int index) implements Place {}

    /// Known before the run.
    record Known(Array array) implements Place {}
  }

  /// A copy at the end: result `result` is a value that lies elsewhere.
  public record Copy(Expr from, int result) {}

  final Fuse fuse;
  final List<Group> order = new ArrayList<>();

  /// The groups in order; those of one stage do not depend on each other.
  final List<List<Group>> stages = new ArrayList<>();

  final Map<Expr, Place> places = new LinkedHashMap<>();
  final List<Copy> copies = new ArrayList<>();

  /// The arena of a nested function, for each group that has one.
  final Map<Group, int[]> nested = new HashMap<>();

  private final Map<Group, Set<Expr>> reads = new HashMap<>();
  private final List<Expr> params;
  private final List<Expr> results;
  private final int carried;
  private final Map<Group, Set<Group>> before = new HashMap<>();
  private int floats;
  private int doubles;

  private Plan(Fuse fuse, int carried) {
    this.fuse = fuse;
    this.params = fuse.schedule.graph.params();
    this.results = fuse.schedule.graph.results();
    this.carried = carried;
  }

  /// @param carried how many results take the places of the first operands
  /// @param inside the room that a nested function needs: floats, doubles
  static Plan of(Fuse fuse, int carried, java.util.function.Function<Expr, int[]> inside) {
    Plan p = new Plan(fuse, carried);
    p.dependencies();
    p.outside();
    p.sort();
    p.stage();
    p.arena(inside);
    p.inPlace();
    return p;
  }

  /// The elements of float32 and of float64 in the arena.
  int[] size() {
    return new int[] {floats, doubles};
  }

  // What comes before what

  /// The stored values that a group reads.
  Set<Expr> reads(Group g) {
    return reads.computeIfAbsent(g, this::stored);
  }

  private Set<Expr> stored(Group g) {
    Set<Expr> in = new HashSet<>();
    g.members.forEach(m -> fuse.places.reads(m).forEach(v -> in.add(v.base())));
    for (Output o : g.outputs) {
      if (!g.members.contains(o.value()) && o.value() != g.product && g.whole == null) {
        in.add(fuse.schedule.view(o.value()).base());
      }
    }
    for (Expr e : new Expr[] {g.product, g.whole}) {
      if (e != null && !isZeros(g)) {
        e.args().forEach(a -> in.add(fuse.schedule.view(a).base()));
      }
    }
    if (g.product != null) {
      in.remove(g.product);
    }
    in.removeAll(g.members);
    return in;
  }

  /// True for the group that clears a padded value before its parts are written.
  boolean isZeros(Group g) {
    return g.whole != null && fuse.schedule.role(g.whole) == Schedule.Role.ASSEMBLE;
  }

  private void dependencies() {
    for (Group g : fuse.groups) {
      Set<Group> first = before.computeIfAbsent(g, k -> new HashSet<>());
      for (Expr base : reads(g)) {
        first.addAll(fuse.flow.writers(base));
      }
      first.remove(g);
    }
    for (List<Group> writers : fuse.flow.writers()) {
      for (Group zeros : writers) {
        if (isZeros(zeros)) {
          writers.stream().filter(w -> w != zeros).forEach(w -> before.get(w).add(zeros));
        }
      }
    }
  }

  private boolean reaches(Group from, Group to) {
    Set<Group> seen = new HashSet<>(Set.of(to));
    List<Group> open = new ArrayList<>(List.of(to));
    while (!open.isEmpty()) {
      Group g = open.removeLast();
      if (g == from) {
        return true;
      }
      before.get(g).stream().filter(seen::add).forEach(open::add);
    }
    return false;
  }

  // Operands and results

  private void outside() {
    for (int i = 0; i < params.size(); i++) {
      places.put(params.get(i), new Place.Argument(i));
    }
    for (Expr e : fuse.schedule.nodes) {
      if (e.op() instanceof Flat.Constant c) {
        places.put(e, new Place.Known(c.array()));
      }
    }
    for (int i = 0; i < results.size(); i++) {
      Expr base = fuse.schedule.view(results.get(i)).base();
      boolean written = !fuse.flow.writers(base).isEmpty() && !places.containsKey(base);
      if (i >= carried && written) {
        places.put(base, new Place.Result(i - carried));
      } else if (i < carried && base == params.get(i)) {
        continue; // stays as it is
      } else if (i < carried && written && replaces(base, i)) {
        places.put(base, new Place.Argument(i));
      } else {
        copies.add(new Copy(base, i));
      }
    }
  }

  /// Tries to arrange that a result is written over operand `i`: all other readers of the operand
  /// come first, and its writer reads it, if at all, at the place that it writes.
  private boolean replaces(Expr base, int i) {
    Expr param = params.get(i);
    List<Group> writers = fuse.flow.writers(base);
    for (int j = 0; j < results.size(); j++) {
      if (j != i && fuse.schedule.view(results.get(j)).base() == param) {
        return false;
      }
    }
    if (writers.size() != 1) {
      return false;
    }
    Group w = writers.getFirst();
    boolean reading = reads(w).contains(param);
    if (reading && !readsInPlace(w, param)) {
      return false;
    }
    List<Group> readers =
        fuse.groups.stream().filter(g -> g != w && reads(g).contains(param)).toList();
    if (readers.stream().anyMatch(r -> reaches(w, r))) {
      return false;
    }
    before.get(w).addAll(readers);
    return true;
  }

  private boolean readsInPlace(Group w, Expr param) {
    if (w.whole != null || w.rowRank >= 0 || !w.over.isEmpty()) {
      return false;
    }
    if (w.product != null
        && w.product.args().stream().anyMatch(a -> fuse.schedule.view(a).base() == param)) {
      return false;
    }
    return w.members.stream()
        .flatMap(m -> fuse.places.reads(m).stream())
        .filter(v -> v.base() == param)
        .allMatch(View::isWhole);
  }

  // Order

  private void sort() {
    Map<Expr, Integer> positions = fuse.positions();
    Map<Group, Integer> rank = new HashMap<>();
    Map<Group, Integer> waiting = new HashMap<>();
    Map<Group, List<Group>> after = new HashMap<>();
    for (Group g : fuse.groups) {
      rank.put(g, rank(g, positions));
      waiting.put(g, before.get(g).size());
      before.get(g).forEach(b -> after.computeIfAbsent(b, k -> new ArrayList<>()).add(g));
    }
    PriorityQueue<Group> ready =
        new PriorityQueue<>(
            Comparator.<Group>comparingInt(rank::get).thenComparingInt(g -> -g.number));
    fuse.groups.stream().filter(g -> waiting.get(g) == 0).forEach(ready::add);
    while (!ready.isEmpty()) {
      Group g = ready.poll();
      order.add(g);
      for (Group next : after.getOrDefault(g, List.of())) {
        if (waiting.merge(next, -1, Integer::sum) == 0) {
          ready.add(next);
        }
      }
    }
    if (order.size() != fuse.groups.size()) {
      throw new IllegalStateException("the groups of a function depend on each other in a circle");
    }
  }

  /// Groups that only write results come as soon as they can, for what they read is then free;
  /// others keep the order of the function.
  private int rank(Group g, Map<Expr, Integer> positions) {
    boolean last =
        g.outputs.stream().allMatch(o -> places.get(o.to().base()) instanceof Place.Argument);
    if (last && !g.outputs.isEmpty()) {
      return -1;
    }
    int at = 0;
    for (Expr m : g.members) {
      at = Math.max(at, positions.get(m));
    }
    for (Expr e : new Expr[] {g.product, g.whole}) {
      at = e != null ? Math.max(at, positions.get(e)) : at;
    }
    for (Output o : g.outputs) {
      at = Math.max(at, positions.getOrDefault(o.value(), 0));
    }
    return at;
  }

  /// Puts neighbours into one stage that do not depend on each other, if they are small: a large
  /// one is better shared by all threads itself.
  private void stage() {
    List<Group> open = new ArrayList<>();
    double time = 0;
    double longest = 0;
    for (Group g : order) {
      double own = Cost.microseconds(g, fuse.schedule);
      boolean joins = own < LARGE && open.stream().noneMatch(before.get(g)::contains);
      if (!joins) {
        close(open, time - longest);
        time = 0;
        longest = 0;
      }
      open.add(g);
      time += own;
      longest = Math.max(longest, own);
      if (own >= LARGE) {
        close(open, 0);
      }
    }
    close(open, time - longest);
  }

  /// Ends a stage; `saved` is the time that a second thread would take off.
  private void close(List<Group> open, double saved) {
    if (saved >= WORTH) {
      List<Group> stage = new ArrayList<>(open);
      stage.sort(Comparator.comparingDouble(g -> Cost.microseconds(g, fuse.schedule)));
      stages.add(stage);
    } else {
      open.forEach(g -> stages.add(List.of(g)));
    }
    open.clear();
  }

  // Memory

  private void arena(java.util.function.Function<Expr, int[]> inside) {
    Map<Expr, int[]> life = new LinkedHashMap<>();
    List<Arena.Span> spans = new ArrayList<>();
    for (int i = 0; i < stages.size(); i++) {
      for (Group g : stages.get(i)) {
        live(g, i, life, spans, inside);
      }
    }
    copies.forEach(c -> life.computeIfPresent(c.from, (k, l) -> new int[] {l[0], stages.size()}));
    life.forEach((e, l) -> {
      if (!places.containsKey(e)) {
        spans.add(new Arena.Span(e, e.dtype() == DType.F64, e.shape().size(), l[0], l[1]));
      }
    });
    floats = pack(spans.stream().filter(s -> !s.isDouble()).toList(), 16);
    doubles = pack(spans.stream().filter(Arena.Span::isDouble).toList(), 8);
  }

  /// Notes what a group needs while stage `now` runs.
  private void live(
      Group g,
      int now,
      Map<Expr, int[]> life,
      List<Arena.Span> spans,
      java.util.function.Function<Expr, int[]> inside) {
    for (Output o : g.outputs) {
      life.computeIfAbsent(o.to().base(), k -> new int[] {now, now})[1] = now;
    }
    reads(g).forEach(b -> life.computeIfPresent(b, (k, l) -> new int[] {l[0], now}));
    if (g.whole != null && g.whole.op() instanceof Control) {
      int[] room = inside.apply(g.whole);
      nested.put(g, new int[2]);
      spans.add(new Arena.Span(new Nested(g, 0), false, room[0], now, now));
      spans.add(new Arena.Span(new Nested(g, 1), true, room[1], now, now));
    }
  }

  private record Nested(Group group, int part) {}

  private int pack(List<Arena.Span> spans, int unit) {
    Arena arena = new Arena(spans, unit);
    arena.offsets.forEach((owner, at) -> {
      switch (owner) {
        case Nested n -> nested.get(n.group)[n.part] = at;
        case Expr e -> places.put(e, new Place.Inside(at));
        default -> throw new IllegalStateException();
      }
    });
    return arena.size;
  }

  /// Lets products form their sums where a value computed from them will be stored, so that the
  /// cache has less to hold. In the arena nothing that the group reads lies in that room. Long rows
  /// are better off in scratch memory, whose rows do not compete for places in the cache.
  private void inPlace() {
    for (Group g : order) {
      if (g.product == null || g.keepsProduct() || g.rowRank >= 0 || !g.over.isEmpty()) {
        continue;
      }
      int row = g.dims.isEmpty() ? 1 : g.dims.getLast();
      g.outputs.stream()
          .map(o -> o.to())
          .filter(v -> v.isWhole() && v.base().dtype() == g.product.dtype() && row <= Product.TILE)
          .map(v -> places.get(v.base()))
          .filter(p -> p instanceof Place.Inside)
          .findFirst()
          .ifPresent(p -> {
            places.put(g.product, p);
            g.productInPlace = true;
          });
    }
  }

  /// The steps in order, what they store and where.
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    for (List<Group> stage : stages) {
      out.append(stage.size() > 1 ? "at the same time:\n" : "");
      stage.forEach(g -> print(g, out));
    }
    copies.forEach(c -> out.append("copy to result ").append(c.result).append('\n'));
    out.append("arena: ").append(floats).append(" floats, ");
    return out.append(doubles).append(" doubles\n").toString();
  }

  private void print(Group g, StringBuilder out) {
    out.append(g);
    for (Output o : g.outputs) {
      out.append("\n    ").append(o.to().base().type()).append(" in ");
      out.append(places.get(o.to().base()));
    }
    out.append('\n');
  }
}
