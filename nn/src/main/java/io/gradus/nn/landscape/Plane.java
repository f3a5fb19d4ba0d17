package io.gradus.nn.landscape;

/// A plane in the space of parameters: θ(a, b) = θ₀ + a u + b v.
///
/// @param origin θ₀
/// @param u the first axis
/// @param v the second axis, not parallel to the first
public record Plane(double[] origin, double[] u, double[] v) {
  /// Where parameters lie as seen from a plane.
  ///
  /// @param a the first coordinate of the nearest point of the plane
  /// @param b its second coordinate
  /// @param distance how far off the plane they are, ‖θ − θ(a, b)‖
  public record Place(double a, double b, double distance) {}

  /// The parameters θ(a, b).
  public double[] at(double a, double b) {
    double[] w = origin.clone();
    for (int i = 0; i < w.length; i++) {
      w[i] += a * u[i] + b * v[i];
    }
    return w;
  }

  /// The place of the parameters θ: (a, b) solve the normal equations of least squares.
  public Place place(double[] w) {
    double uu = 0;
    double uv = 0;
    double vv = 0;
    double ud = 0;
    double vd = 0;
    for (int i = 0; i < w.length; i++) {
      double d = w[i] - origin[i];
      uu += u[i] * u[i];
      uv += u[i] * v[i];
      vv += v[i] * v[i];
      ud += u[i] * d;
      vd += v[i] * d;
    }
    double det = uu * vv - uv * uv;
    double a = (ud * vv - vd * uv) / det;
    double b = (vd * uu - ud * uv) / det;
    return new Place(a, b, Vectors.distance(w, at(a, b)));
  }
}
