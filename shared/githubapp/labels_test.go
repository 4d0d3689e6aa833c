package githubapp_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

func TestLabels_AreAddedDescribedAndRemoved(t *testing.T) {
	t.Parallel()
	_, in, server := onePull(t)
	ctx := t.Context()
	const name = "devplus: risk very high/äöü?" // escaped in paths
	all, err := in.AddLabel(ctx, 1, name)
	if diff := cmp.Diff([]githubapp.Label{{Name: name, Color: "ededed"}}, all); diff != "" || err != nil {
		t.Fatalf("%v, labels (-want +got):\n%s", err, diff)
	}
	if err := in.DescribeLabel(ctx, githubapp.Label{Name: name, Color: "b60205", Description: "A risk"}); err != nil {
		t.Fatal(err)
	}
	if got := server.LabelOf(name); got != (standin.Label{Color: "b60205", Description: "A risk"}) {
		t.Errorf("the label is %+v", got)
	}
	for range 2 { // the second time it is gone
		if err := in.RemoveLabel(ctx, 1, name); err != nil {
			t.Fatal(err)
		}
	}
	if got := server.Labels(1); len(got) > 0 {
		t.Errorf("labels left: %q", got)
	}
}
