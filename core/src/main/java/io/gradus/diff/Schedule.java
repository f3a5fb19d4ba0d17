package io.gradus.diff;

import io.gradus.array.Shape;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.op.Control;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// How reverse mode gets the states of a loop back: which it stores, and which it computes again.
///
/// The value of the loop and its gradient are the same bit for bit under all schedules; higher
/// derivatives agree up to rounding.
///
/// ```java
/// new Schedule.StoreAll().storedStates(100_000); // → 100000
/// new Schedule.SquareRoot().storedStates(100_000); // → 632
/// new Schedule.Binomial(20).storedStates(100_000); // → 20
/// ```
public sealed interface Schedule {
  /// Stores the state before every step: n states, no step computed twice in the way back.
  record StoreAll() implements Schedule {}

  /// Cuts the loop into about √n parts of about √n steps: at most 2⌈√n⌉ states at a time, every
  /// step computed once more.
  record SquareRoot() implements Schedule {}

  /// Stores at most `snapshots` states at a time, placed so that the fewest steps are computed
  /// again (Griewank and Walther 2000, algorithm 799, "Revolve"): a chain of up to C(s + r, s)
  /// steps needs no step more than r times.
  ///
  /// @param snapshots s, at least 1
  record Binomial(int snapshots) implements Schedule {
    /// Checks the number.
    public Binomial {
      if (snapshots < 1) {
        throw new IllegalArgumentException(
            "a schedule needs at least 1 snapshot, not " + snapshots);
      }
    }
  }

  /// The results of a loop, arranged so that reverse mode follows this schedule.
  default List<Expr> apply(Control.Scan scan, List<Expr> args) {
    return switch (this) {
      case StoreAll _ -> Calls.items(scan, args);
      case SquareRoot _ -> squareRoot(scan, args);
      case Binomial b -> new Revolve(scan).apply(b.snapshots(), args);
    };
  }

  /// The largest number of loop states that reverse mode holds at a time for a loop of n steps.
  default long storedStates(int n) {
    return switch (this) {
      case StoreAll _ -> n;
      case SquareRoot _ -> n < 4 ? n : n / partLength(n) + partLength(n);
      case Binomial b -> Math.min(b.snapshots(), n);
    };
  }

  private static int partLength(int n) {
    return (int) Math.ceil(Math.sqrt(n));
  }

  /// A loop over parts, each part a loop. Reverse mode stores the state before every part, and
  /// inside one part at a time the state before every step. What is left over goes as a part of its
  /// own.
  private static List<Expr> squareRoot(Control.Scan scan, List<Expr> args) {
    int n = scan.length();
    int part = partLength(n);
    if (n < 4 || scan.backward()) {
      return Calls.items(scan, args);
    }
    int parts = n / part;
    int whole = parts * part;
    int states = scan.states();
    Control.Scan inner = new Control.Scan(scan.body(), part, states, false);
    List<Expr> head = new ArrayList<>(args.subList(0, states));
    args.subList(states, args.size())
        .forEach(x -> head.add(cut(x, 0, whole).reshape(split(x.shape(), parts, part))));
    List<Expr> params =
        IntStream.range(0, head.size())
            .mapToObj(i -> Expr.param("p", i < states ? head.get(i).type() : slice(head.get(i))))
            .toList();
    Control.Scan outer =
        new Control.Scan(new Graph(params, Calls.items(inner, params)), parts, states, false);
    List<Expr> out = new ArrayList<>();
    List<Expr> results = Calls.items(outer, head);
    for (int i = 0; i < results.size(); i++) {
      Expr r = results.get(i);
      out.add(i < states ? r : r.reshape(r.shape().remove(0).with(0, whole)));
    }
    return whole == n ? out : joined(scan, out, rest(scan, out, args, whole));
  }

  private static List<Expr> rest(Control.Scan scan, List<Expr> before, List<Expr> args, int from) {
    int states = scan.states();
    int n = scan.length();
    List<Expr> operands = new ArrayList<>(before.subList(0, states));
    args.subList(states, args.size()).forEach(x -> operands.add(cut(x, from, n)));
    return Calls.items(new Control.Scan(scan.body(), n - from, states, false), operands);
  }

  private static List<Expr> joined(Control.Scan scan, List<Expr> head, List<Expr> tail) {
    List<Expr> out = new ArrayList<>(tail.subList(0, scan.states()));
    for (int i = scan.states(); i < head.size(); i++) {
      out.add(Expr.concat(0, List.of(head.get(i), tail.get(i))));
    }
    return out;
  }

  private static Expr cut(Expr x, int from, int to) {
    return x.slice(0, from, to);
  }

  private static Type slice(Expr stacked) {
    return stacked.type().with(stacked.shape().remove(0));
  }

  private static Shape split(Shape s, int parts, int part) {
    return s.with(0, part).insert(0, parts);
  }

  /// The binomial schedule. A chain of l steps with s snapshots runs k steps without storing
  /// anything, takes a snapshot there, treats the remaining l − k with s − 1 snapshots, and on the
  /// way back the first k again with s. The first k steps are a call that reverse mode computes
  /// again.
  final class Revolve {
    private final Control.Scan scan;
    private final Map<List<Integer>, Graph> chains = new HashMap<>(); // by length and snapshots

    private Revolve(Control.Scan scan) {
      this.scan = scan;
    }

    private List<Expr> apply(int snapshots, List<Expr> args) {
      return scan.backward() || scan.length() < 2
          ? Calls.items(scan, args)
          : chain(scan.length(), snapshots).apply(args);
    }

    private Graph chain(int length, int snapshots) {
      List<Integer> key = List.of(length, snapshots);
      Graph known = chains.get(key);
      if (known == null) {
        known = build(length, snapshots);
        chains.put(key, known);
      }
      return known;
    }

    private Graph build(int length, int snapshots) {
      int states = scan.states();
      Graph body = scan.body();
      List<Expr> params = new ArrayList<>();
      for (int i = 0; i < body.params().size(); i++) {
        Type t = body.params().get(i).type();
        params.add(Expr.param("p", i < states ? t : t.with(t.shape().insert(0, length))));
      }
      if (length == 1) {
        List<Expr> operands = new ArrayList<>(params.subList(0, states));
        params.subList(states, params.size()).forEach(x -> operands.add(x.at(0)));
        List<Expr> out = body.apply(operands);
        return new Graph(
            params,
            IntStream.range(0, out.size())
                .mapToObj(i -> i < states ? out.get(i) : Expr.stack(List.of(out.get(i))))
                .toList());
      }
      int first = split(length, snapshots);
      List<Expr> operands = new ArrayList<>(params.subList(0, states));
      params.subList(states, params.size()).forEach(x -> operands.add(cut(x, 0, first)));
      List<Expr> head = Calls.call("advance", chain(first, snapshots), operands);
      List<Expr> others = new ArrayList<>(head.subList(0, states));
      params.subList(states, params.size()).forEach(x -> others.add(cut(x, first, length)));
      List<Expr> tail = chain(length - first, Math.max(1, snapshots - 1)).apply(others);
      return new Graph(params, joined(scan, head, tail));
    }

    /// Where to take the first snapshot of a chain: the split with the fewest steps in all.
    private int split(int length, int snapshots) {
      if (snapshots == 1) {
        return length - 1; // run to the last step, reverse it, start again
      }
      int best = 1;
      long least = Long.MAX_VALUE;
      for (int k = 1; k < length; k++) {
        long cost = k + cost(k, snapshots) + cost(length - k, snapshots - 1);
        if (cost < least) {
          least = cost;
          best = k;
        }
      }
      return best;
    }

    /// The fewest steps to run again for reversing a chain: r·l − C(s + r, r − 1), where r is the
    /// least number with C(s + r, s) ≥ l.
    private static long cost(int length, int snapshots) {
      int r = 0;
      while (binomial(snapshots + r, snapshots) < length) {
        r++;
      }
      return r == 0 ? 0 : (long) r * length - binomial(snapshots + r, r - 1);
    }

    private static long binomial(int n, int k) {
      long b = 1;
      for (int i = 1; i <= Math.min(k, n - k); i++) {
        b = Math.multiplyExact(b, n - i + 1) / i;
        if (b > Integer.MAX_VALUE) {
          return Integer.MAX_VALUE;
        }
      }
      return b;
    }
  }
}
