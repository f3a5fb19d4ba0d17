package io.gradus.nn.optim;

import io.gradus.array.Array;

/// How often a function was asked for what.
///
/// @param values values alone
/// @param points values with gradients
/// @param products products of the Hessian with a vector
/// @param matrices Gauss–Newton matrices
public record Evaluations(long values, long points, long products, long matrices) {
  /// Nothing asked yet.
  public static final Evaluations NONE = new Evaluations(0, 0, 0, 0);

  /// The places looked at, with or without gradient: what the field counts as evaluations of the
  /// function. Products and matrices come on top.
  public long places() {
    return values + points;
  }

  /// As four numbers that a checkpoint can hold.
  public Array toArray() {
    return Array.vector(values, points, products, matrices);
  }

  /// The inverse of [#toArray].
  public static Evaluations of(Array a) {
    return new Evaluations((long) a.get(0), (long) a.get(1), (long) a.get(2), (long) a.get(3));
  }

  /// An objective that counts what it is asked.
  public static final class Counted implements Objective {
    private final Objective f;
    private Evaluations count;

    /// Counts on from `before`.
    public Counted(Objective f, Evaluations before) {
      this.f = f;
      this.count = before;
    }

    /// What was asked so far.
    public Evaluations count() {
      return count;
    }

    private void add(int values, int points, int products, int matrices) {
      count =
          new Evaluations(
              count.values + values,
              count.points + points,
              count.products + products,
              count.matrices + matrices);
    }

    @Override
    public int size() {
      return f.size();
    }

    @Override
    public double value(double[] w) {
      add(1, 0, 0, 0);
      return f.value(w);
    }

    @Override
    public Point point(double[] w) {
      add(0, 1, 0, 0);
      return f.point(w);
    }

    @Override
    public double[] hessianTimes(double[] w, double[] v) {
      add(0, 0, 1, 0);
      return f.hessianTimes(w, v);
    }

    @Override
    public Array gaussNewton(double[] w) {
      add(0, 0, 0, 1);
      return f.gaussNewton(w);
    }
  }
}
