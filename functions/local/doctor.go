package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"time"

	"google.golang.org/api/option"
	apihttp "google.golang.org/api/transport/http"

	"github.com/devplus-app/devplus/functions/local/doctor"
)

// doctorPatience is for all checks together; each is a few requests.
const doctorPatience = 3 * time.Minute

// examine is the command doctor: it reports faults that keep a project's installation from working.
func examine(ctx context.Context, args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("doctor", flag.ContinueOnError)
	project := flags.String("project", "", "")
	name := flags.String("name", "devplus", "")
	if err := parse(flags, args); err != nil {
		return err
	}
	if *project == "" {
		return &usageError{"doctor needs -project, the ID of the Google Cloud project"}
	}
	ctx, cancel := context.WithTimeout(ctx, doctorPatience)
	defer cancel()
	// Secret Manager and Vertex AI take no narrower scope; the command still writes nothing.
	google, _, err := apihttp.NewClient(ctx, option.WithScopes("https://www.googleapis.com/auth/cloud-platform"))
	if err != nil {
		return fmt.Errorf("there are no credentials (gcloud auth application-default login): %w", err)
	}
	return tell(stdout, func(report func(doctor.Report)) {
		doctor.Examine(ctx, doctor.Options{
			Project: *project, Name: *name, Google: google, Plain: &http.Client{Timeout: 30 * time.Second},
		}, report)
	})
}

// tell prints reports as they arrive; its error counts the faults.
func tell(out io.Writer, examine func(report func(doctor.Report))) error {
	faults := 0
	examine(func(r doctor.Report) {
		switch {
		case r.Skipped != "":
			fmt.Fprintf(out, "-     %s: not checked: %s\n", r.Check, r.Skipped)
		case len(r.Findings) == 0:
			fmt.Fprintf(out, "ok    %s\n", r.Check)
		}
		for _, f := range r.Findings {
			faults++
			fmt.Fprintf(out, "FAULT %s: %s\n      %s\n", r.Check, f.What, f.Command)
		}
	})
	switch faults {
	case 0:
		return nil
	case 1:
		return errors.New("1 fault")
	}
	return fmt.Errorf("%d faults", faults)
}
