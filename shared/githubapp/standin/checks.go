package standin

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// GitHub's limits on a check run ("Create a check run"), in bytes as render.MaxText. They are not shared with render: the
// stand-in shows when render is wrong.
const (
	maxAnnotations = 50
	maxOutput      = 65535
	maxTitle       = 255      // of an annotation
	maxMessage     = 64 << 10 // of an annotation
)

// CheckRun is a check run as GitHub would show it.
type CheckRun struct {
	ID          int64
	AppID       int64
	Name        string
	HeadSHA     string
	ExternalID  string
	DetailsURL  string
	HTMLURL     string
	Status      string // queued, in_progress or completed
	Conclusion  string
	Title       string
	Summary     string
	Text        string
	Annotations []Annotation
	Buttons     []Button
	StartedAt   time.Time
	CompletedAt time.Time
}

// Annotation is an annotation of lines of a file.
type Annotation struct {
	Path        string `json:"path"`
	StartLine   int    `json:"start_line"`
	EndLine     int    `json:"end_line"`
	StartColumn int    `json:"start_column"`
	EndColumn   int    `json:"end_column"`
	Level       string `json:"annotation_level"` // notice, warning or failure
	Message     string `json:"message"`
	Title       string `json:"title"`
	RawDetails  string `json:"raw_details"`
}

// CheckRuns returns all check runs, oldest first.
func (s *Server) CheckRuns() []CheckRun {
	s.mu.Lock()
	defer s.mu.Unlock()
	runs := make([]CheckRun, len(s.runs))
	for i, r := range s.runs {
		runs[i] = *r
		runs[i].Annotations = slices.Clone(r.Annotations)
	}
	return runs
}

// AddCheckRun adds a check run, such as another App's, and returns its ID.
func (s *Server) AddCheckRun(r CheckRun) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.addCheckRun(r).ID
}

func (s *Server) addCheckRun(r CheckRun) *CheckRun {
	def(&r.AppID, s.o.AppID)
	def(&r.Status, "queued")
	def(&r.DetailsURL, appURL)
	def(&r.StartedAt, s.now())
	r.ID = s.nextID()
	r.HTMLURL = fmt.Sprintf("%s/%s/runs/%d", webURL, s.fullName(), r.ID)
	s.runs = append(s.runs, &r)
	s.index.runs[r.HeadSHA] = append(s.index.runs[r.HeadSHA], &r)
	return &r
}

// checkRunRequest is the body of a create or an update.
type checkRunRequest struct {
	Name        *string    `json:"name"`
	HeadSHA     *string    `json:"head_sha"`
	DetailsURL  *string    `json:"details_url"`
	ExternalID  *string    `json:"external_id"`
	Status      *string    `json:"status"`
	Conclusion  *string    `json:"conclusion"`
	StartedAt   *time.Time `json:"started_at"`
	CompletedAt *time.Time `json:"completed_at"`
	Actions     []Button   `json:"actions"`
	Output      *struct {
		Title       *string      `json:"title"`
		Summary     *string      `json:"summary"`
		Text        *string      `json:"text"`
		Annotations []Annotation `json:"annotations"`
	} `json:"output"`
}

// createCheckRun is "Create a check run".
func (s *Server) createCheckRun(r *http.Request) answer {
	var req checkRunRequest
	if err := json.NewDecoder(r.Body).Decode(&req); err != nil {
		return failure(http.StatusBadRequest, "Problems parsing JSON")
	}
	if req.Name == nil || *req.Name == "" || req.HeadSHA == nil {
		return failure(http.StatusUnprocessableEntity, "Invalid request.\n\n\"name\", \"head_sha\" weren't supplied.")
	}
	if !s.hasCommit(*req.HeadSHA) {
		return failure(http.StatusUnprocessableEntity, "No commit found for SHA: "+*req.HeadSHA)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	run := CheckRun{HeadSHA: *req.HeadSHA, Status: "queued"}
	if problem := req.apply(&run, s.now()); problem != nil {
		return *problem
	}
	return answer{status: http.StatusCreated, body: s.checkRunObject(s.addCheckRun(run))}
}

// updateCheckRun is "Update a check run".
func (s *Server) updateCheckRun(r *http.Request) answer {
	var req checkRunRequest
	if err := json.NewDecoder(r.Body).Decode(&req); err != nil {
		return failure(http.StatusBadRequest, "Problems parsing JSON")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	run := s.findRun(r)
	if run == nil {
		return notFound
	}
	if run.AppID != s.o.AppID {
		return failure(http.StatusForbidden, "Invalid app_id `"+strconv.FormatInt(s.o.AppID, 10)+"` - check run can only be modified by the GitHub App that created it.")
	}
	changed := *run
	if problem := req.apply(&changed, s.now()); problem != nil {
		return *problem
	}
	*run = changed
	return answer{status: http.StatusOK, body: s.checkRunObject(run)}
}

// apply changes the run, or returns GitHub's error.
func (req checkRunRequest) apply(run *CheckRun, now time.Time) *answer {
	refuse := func(field, message string) *answer { a := invalid("CheckRun", field, message); return &a }
	set(&run.Name, req.Name)
	set(&run.DetailsURL, req.DetailsURL)
	set(&run.ExternalID, req.ExternalID)
	set(&run.StartedAt, req.StartedAt)
	if run.Name == "" {
		return refuse("name", "name can't be blank")
	}
	if req.Status != nil {
		run.Status = *req.Status
		if run.Status != "completed" {
			run.Conclusion, run.CompletedAt = "", time.Time{}
		}
	}
	if req.Conclusion != nil {
		run.Conclusion, run.Status = *req.Conclusion, "completed" // a conclusion completes the run
	}
	if run.Status == "completed" && run.Conclusion == "" {
		return refuse("conclusion", "conclusion is required when status is completed")
	}
	if run.Status == "completed" && run.CompletedAt.IsZero() {
		run.CompletedAt = now
	}
	set(&run.CompletedAt, req.CompletedAt)
	if problem := req.setButtons(run); problem != "" {
		return refuse("actions", problem)
	}
	if req.Output == nil {
		return nil
	}
	set(&run.Title, req.Output.Title)
	set(&run.Summary, req.Output.Summary)
	set(&run.Text, req.Output.Text)
	for field, text := range map[string]string{"summary": run.Summary, "text": run.Text} {
		if len(text) > maxOutput {
			return refuse(field, fmt.Sprintf("%s exceeds a maximum bytesize of %d", field, maxOutput))
		}
	}
	if len(req.Output.Annotations) > maxAnnotations {
		return refuse("annotations", fmt.Sprintf("annotations exceeds a maximum quantity of %d", maxAnnotations))
	}
	for i, a := range req.Output.Annotations {
		switch {
		case a.Path == "" || a.Message == "" || a.StartLine < 1 || a.EndLine < a.StartLine:
			return refuse("annotations", fmt.Sprintf("annotation %d lacks a path, message or line", i))
		case !slices.Contains([]string{"notice", "warning", "failure"}, a.Level):
			return refuse("annotations", fmt.Sprintf("annotation %d has the level %q", i, a.Level))
		case (a.StartColumn != 0 || a.EndColumn != 0) && a.StartLine != a.EndLine:
			return refuse("annotations", fmt.Sprintf("annotation %d has columns on several lines", i))
		case len(a.Title) > maxTitle || len(a.Message) > maxMessage || len(a.RawDetails) > maxMessage:
			return refuse("annotations", fmt.Sprintf("annotation %d is too long", i))
		}
	}
	run.Annotations = append(slices.Clip(run.Annotations), req.Output.Annotations...)
	return nil
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// getCheckRun is "Get a check run".
func (s *Server) getCheckRun(r *http.Request) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	run := s.findRun(r)
	if run == nil {
		return notFound
	}
	return answer{status: http.StatusOK, body: s.checkRunObject(run)}
}

// listCheckRuns is "List check runs for a Git reference".
func (s *Server) listCheckRuns(r *http.Request) answer {
	ref, q := r.PathValue("ref"), r.URL.Query()
	if !s.hasCommit(ref) {
		sha, err := s.commit(ref)
		if err != nil {
			return failure(http.StatusUnprocessableEntity, "No commit found for SHA: "+ref)
		}
		ref = sha
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []*CheckRun
	latest := make(map[string]bool) // by App and name
	for _, run := range slices.Backward(s.index.runs[ref]) {
		if q.Has("check_name") && q.Get("check_name") != run.Name ||
			q.Has("status") && q.Get("status") != run.Status ||
			q.Has("app_id") && q.Get("app_id") != strconv.FormatInt(run.AppID, 10) {
			continue
		}
		key := strconv.FormatInt(run.AppID, 10) + "/" + run.Name
		if q.Get("filter") != "all" && latest[key] {
			continue
		}
		latest[key] = true
		found = append(found, run)
	}
	runs, header := pageObjects(r, found, s.checkRunObject)
	return answer{status: http.StatusOK, header: header, body: object{"total_count": len(found), "check_runs": runs}}
}

// hasCommit reports whether the repository, or a pull request with its own files, has the commit.
func (s *Server) hasCommit(sha string) bool {
	s.mu.Lock()
	known := s.isQueued(sha) || len(s.index.pulls[sha]) > 0
	s.mu.Unlock()
	if known {
		return true
	}
	full, err := s.commit(sha)
	return err == nil && strings.EqualFold(full, sha)
}

func (s *Server) findRun(r *http.Request) *CheckRun {
	id, _ := strconv.ParseInt(r.PathValue("check_run_id"), 10, 64)
	return s.run(id)
}
