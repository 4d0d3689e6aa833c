package main

import (
	"math"
	"slices"
)

// regression is the weights of ln(1+x), none of them negative.
type regression []float64

// fit makes a logistic regression with an intercept of its own for each repository and each fifth of its history, because the youngest
// commits look cleaner than they are: their fixes are yet to come. A ridge of 5 on the standardised weights, and of 0.5 on the intercepts,
// keeps it steady. A weight that would be negative is held at 0.
func fit(rows []row, names []string) regression {
	held := make([]bool, len(names))
	for {
		weights := newton(rows, names, held)
		worst := 0
		for i, w := range weights {
			if w < weights[worst] {
				worst = i
			}
		}
		if weights[worst] >= 0 {
			return weights
		}
		held[worst] = true
	}
}

// newton fits the weights that are not held at 0.
func newton(rows []row, names []string, held []bool) regression {
	groups := map[string]int{}
	group := make([]int, 0, len(rows))
	var xs [][]float64
	var ys []float64
	for _, r := range rows {
		if r.source == 0 {
			continue
		}
		key := r.repository + string(rune('0'+r.fifth))
		if _, ok := groups[key]; !ok {
			groups[key] = len(groups)
		}
		group = append(group, groups[key])
		x := make([]float64, len(names))
		for i, name := range names {
			if !held[i] {
				x[i] = math.Log1p(r.x[name])
			}
		}
		xs = append(xs, x)
		y := 0.0
		if r.buggy {
			y = 1
		}
		ys = append(ys, y)
	}
	scale := standardise(xs)
	m := len(names)
	b := make([]float64, m+len(groups))
	for range 30 {
		gradient, hessian := make([]float64, len(b)), make([][]float64, len(b))
		for i := range hessian {
			hessian[i] = make([]float64, len(b))
			ridge := 5.0
			if i >= m {
				ridge = 0.5
			}
			gradient[i], hessian[i][i] = -ridge*b[i], ridge
		}
		for n, x := range xs {
			g := m + group[n]
			z := b[g]
			for i, v := range x {
				z += b[i] * v
			}
			p := 1 / (1 + math.Exp(-z))
			slope := p*(1-p) + 1e-9
			for i, v := range x {
				gradient[i] += v * (ys[n] - p)
				for j := range i + 1 {
					hessian[i][j] += slope * v * x[j]
				}
				hessian[g][i] += slope * v
			}
			gradient[g] += ys[n] - p
			hessian[g][g] += slope
		}
		step := solve(hessian, gradient)
		for i := range b {
			b[i] += step[i]
		}
		if math.Abs(slices.MaxFunc(step, func(a, b float64) int { return int(math.Copysign(1, math.Abs(a)-math.Abs(b))) })) < 1e-9 {
			break
		}
	}
	weights := make(regression, m)
	for i := range weights {
		weights[i] = b[i] / scale[i]
	}
	return weights
}

// standardise gives each column the mean 0 and the deviation 1, and returns the deviations.
func standardise(xs [][]float64) []float64 {
	scale := make([]float64, len(xs[0]))
	for i := range scale {
		mean, square := 0.0, 0.0
		for _, x := range xs {
			mean += x[i] / float64(len(xs))
		}
		for _, x := range xs {
			x[i] -= mean
			square += x[i] * x[i] / float64(len(xs))
		}
		scale[i] = max(math.Sqrt(square), 1e-9)
		for _, x := range xs {
			x[i] /= scale[i]
		}
	}
	return scale
}

// solve finds x in a·x = y for a symmetric positive a, of which the lower triangle is given, by Cholesky's decomposition.
func solve(a [][]float64, y []float64) []float64 {
	for i := range a {
		for j := range i + 1 {
			sum := a[i][j]
			for k := range j {
				sum -= a[i][k] * a[j][k]
			}
			if i == j {
				a[i][i] = math.Sqrt(sum)
			} else {
				a[i][j] = sum / a[j][j]
			}
		}
	}
	x := slices.Clone(y)
	for i := range x {
		for k := range i {
			x[i] -= a[i][k] * x[k]
		}
		x[i] /= a[i][i]
	}
	for i := len(x) - 1; i >= 0; i-- {
		for k := i + 1; k < len(x); k++ {
			x[i] -= a[k][i] * x[k]
		}
		x[i] /= a[i][i]
	}
	return x
}

// score is the log-odds without an intercept. A change without production lines comes last.
func (w regression) score(r row, names []string) float64 {
	if r.source == 0 {
		return math.Inf(-1)
	}
	sum := 0.0
	for i, name := range names {
		sum += float64(w[i] * math.Log1p(r.x[name]))
	}
	return sum
}
