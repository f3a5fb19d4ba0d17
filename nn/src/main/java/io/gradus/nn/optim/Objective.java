package io.gradus.nn.optim;

import io.gradus.array.Array;

/// A function F to be minimized, of a float64 vector w of n numbers, with what minimizers ask about
/// it. For one thread at a time.
public interface Objective {
  /// The number n of unknowns.
  int size();

  /// F(w).
  double value(double[] w);

  /// F(w) and its gradient.
  Point point(double[] w);

  /// ∇²F(w) v, without the matrix.
  double[] hessianTimes(double[] w, double[] v);

  /// The generalized Gauss–Newton matrix (n, n): for F = ℓ(z(w)) it is Jᵀ (∇²ℓ) J with J = ∂z/∂w,
  /// symmetric, and positive semidefinite if ℓ is convex.
  ///
  /// Source: Schraudolph 2002.
  Array gaussNewton(double[] w);

  /// Where a function was looked at.
  ///
  /// @param w the place
  /// @param value F(w)
  /// @param gradient ∇F(w)
  record Point(double[] w, double value, double[] gradient) {
    boolean isFinite() {
      return Double.isFinite(value) && Double.isFinite(Vec.norm(gradient));
    }
  }
}
