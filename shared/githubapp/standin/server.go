package standin

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Options describes the repository and the App. A comment that names a value states the default for the zero value.
type Options struct {
	Dir            string // a git repository; optional if every pull request has its own files
	Owner          string // "octo"
	Name           string // "project"
	FormerName     string // before a rename; ""
	DefaultBranch  string // "main"
	Private        bool
	Archived       bool
	Disabled       bool
	Fork           bool
	Tags           []string          // the only tags of the repository that exist; nil is all
	VirtualTags    map[string]string // more tags, by name: revisions that git need not know as tags
	Still          bool              // branches and tags do not move while the stand-in runs, so that they are read once
	KnownAccounts  bool              // only addresses of GitHub name accounts; false: every author has one, derived from the name
	ContentsWrite  bool              // the App may write contents, releases included
	RepositoryID   int64             // 1296269
	AppID          int64             // 4242
	InstallationID int64             // 777
	TokenLifetime  time.Duration     // 1 h, as GitHub's
	RateLimit      int               // 5,000 requests, and as many queries, per hour, the minimum for an installation
	// SecondaryLimits enforces the limits on points a minute and on created content as well. It is for clocks that run fast.
	SecondaryLimits bool
	Permissions     map[string]string // of the installation, by name: those of terraform/github-app.json, or -write.json with ContentsWrite
	TreeEntries     int               // entries of a tree in one answer: 100,000
	Now             func() time.Time  // time.Now; also for the expiry of JWTs and tokens
}

// Server is the stand-in. It is safe for concurrent use.
type Server struct {
	o   Options
	mux *http.ServeMux
	key *rsa.PrivateKey

	mu          sync.Mutex
	lastID      int64
	pulls       map[int]*pull
	runs        []*CheckRun // by ID
	index       index
	comments    []*Comment
	releases    []*Release
	deployments []*Deployment
	gates       []GateAnswer
	deliveries  []*DeliveryRecord
	tokens      map[string]time.Time // when each expires
	suspended   bool
	removed     bool
	used        limits
	others      []Repository
	deselected  bool                    // the repository, from the installation
	queues      map[string][]QueueEntry // by branch
	faults      []*fault
	calls       []Call
	before      func(*http.Request) error
	after       func(*http.Request) error

	roles   map[string]string // by login
	issues  map[int]bool      // by number
	labels  map[string]Label  // by name
	reviews []*Review

	defaultFiles map[string]string // on the default branch, over those of the repository
	organization map[string]string // files of the owner's repository ".github"; nil: there is none
	rules        []string          // types of the rules of the default branch

	historyMu sync.Mutex
	history   atomic.Pointer[history]
	historyOf string // what it was read of

	dirs  func() ([]string, error)
	known sync.Map // the SHA of the commit, by revision
	fixes sync.Map // what git answered of objects that are named by their SHA
}

// appKey is the key pair of all stand-ins in a process, because generating one is slow. It is the shortest that Go accepts: no test breaks it
// here, and each token costs a signature.
var appKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 1024) })

// New returns a stand-in without pull requests.
func New(o Options) (*Server, error) {
	key, err := appKey()
	if err != nil {
		return nil, fmt.Errorf("make the App's key: %w", err)
	}
	def(&o.Owner, "octo")
	def(&o.Name, "project")
	def(&o.DefaultBranch, "main")
	def(&o.RepositoryID, 1296269)
	def(&o.AppID, 4242)
	def(&o.InstallationID, 777)
	def(&o.TokenLifetime, time.Hour)
	def(&o.RateLimit, 5000)
	if o.Permissions == nil {
		o.Permissions = defaultPermissions(o.ContentsWrite)
	}
	o.ContentsWrite = o.Permissions["contents"] == write
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Server{o: o, key: key, mux: http.NewServeMux(), lastID: 1000, pulls: make(map[int]*pull), index: newIndex(), tokens: make(map[string]time.Time)}
	s.dirs = sync.OnceValues(s.gitDirs)
	for _, r := range s.routes() {
		s.mux.HandleFunc(r.method+" "+r.path, func(w http.ResponseWriter, req *http.Request) { s.serve(w, req, r) })
	}
	s.mux.HandleFunc("/", func(w http.ResponseWriter, req *http.Request) { notFound.write(w) })
	return s, nil
}

func def[T comparable](v *T, value T) {
	if *v == *new(T) {
		*v = value
	}
}

// ServeHTTP answers like GitHub's API.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// Options returns the options with their defaults.
func (s *Server) Options() Options { return s.o }

// PrivateKey returns the App's private key in PEM, like the file that GitHub offers for download.
func (s *Server) PrivateKey() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(s.key)})
}

// now returns the time in GitHub's resolution.
func (s *Server) now() time.Time { return s.o.Now().UTC().Truncate(time.Second) }

// nextID returns an ID for any kind of object; the lock is held.
func (s *Server) nextID() int64 {
	s.lastID++
	return s.lastID
}

// route is a request that the stand-in answers.
type route struct {
	method, path string
	as           identity
	answer       func(*Server, *http.Request) answer
}

func (s *Server) routes() []route {
	const repo = "/repos/{owner}/{repo}"
	return []route{
		{"POST", "/app/installations/{installation_id}/access_tokens", asApp, (*Server).createToken},
		{"GET", "/app/hook/deliveries", asApp, (*Server).listDeliveries},
		{"POST", "/app/hook/deliveries/{delivery_id}/attempts", asApp, (*Server).redeliver},
		{"GET", "/app/installations", asApp, (*Server).listInstallations},
		{"GET", "/installation/repositories", asInstallation, (*Server).listRepositories},
		{"GET", repo, asInstallation, (*Server).getRepository},
		{"GET", repo + "/git/trees/{tree_sha}", asInstallation, (*Server).getTree},
		{"POST", "/graphql", asInstallation, (*Server).graphQL},
		{"GET", repo + "/commits", asInstallation, (*Server).listCommits},
		{"GET", repo + "/commits/{ref}", asInstallation, (*Server).getCommit},
		{"GET", repo + "/compare/{basehead}", asInstallation, (*Server).getCompare},
		{"GET", repo + "/releases", asInstallation, (*Server).listReleases},
		{"POST", repo + "/releases", asInstallation, (*Server).createRelease},
		{"GET", repo + "/releases/tags/{tag}", asInstallation, (*Server).getReleaseByTag},
		{"GET", repo + "/releases/{release_id}", asInstallation, (*Server).getRelease},
		{"PATCH", repo + "/releases/{release_id}", asInstallation, (*Server).updateRelease},
		{"GET", repo + "/actions/runs/{run_id}", asInstallation, (*Server).getRun},
		{"POST", repo + "/actions/runs/{run_id}/deployment_protection_rule", asInstallation, (*Server).reviewDeployment},
		{"GET", repo + "/pulls/{pull_number}", asInstallation, (*Server).getPull},
		{"GET", repo + "/pulls/{pull_number}/commits", asInstallation, (*Server).listPullCommits},
		{"GET", repo + "/pulls/{pull_number}/files", asInstallation, (*Server).listFiles},
		{"POST", repo + "/pulls/{pull_number}/reviews", asInstallation, (*Server).createReview},
		{"PATCH", repo + "/pulls/comments/{comment_id}", asInstallation, (*Server).updateLineComment},
		{"POST", repo + "/check-runs", asInstallation, (*Server).createCheckRun},
		{"GET", repo + "/check-runs/{check_run_id}", asInstallation, (*Server).getCheckRun},
		{"PATCH", repo + "/check-runs/{check_run_id}", asInstallation, (*Server).updateCheckRun},
		{"GET", repo + "/commits/{ref}/check-runs", asInstallation, (*Server).listCheckRuns},
		{"GET", repo + "/issues/{issue_number}/comments", asInstallation, (*Server).listComments},
		{"POST", repo + "/issues/{issue_number}/comments", asInstallation, (*Server).createComment},
		{"PATCH", repo + "/issues/comments/{comment_id}", asInstallation, (*Server).updateComment},
		{"POST", repo + "/issues/comments/{comment_id}/reactions", asInstallation, (*Server).createReaction},
		{"POST", repo + "/issues/{issue_number}/labels", asInstallation, (*Server).addLabels},
		{"DELETE", repo + "/issues/{issue_number}/labels/{name}", asInstallation, (*Server).removeLabel},
		{"PATCH", repo + "/labels/{name}", asInstallation, (*Server).updateLabel},
		{"GET", repo + "/collaborators/{username}/permission", asInstallation, (*Server).getPermission},
	}
}

// serve answers one request. Faults come before the check of credentials, like those of a network or a rate limit.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, route route) {
	w.Header().Set("X-Github-Request-Id", requestID())
	w.Header().Set("X-Github-Media-Type", "github.v3; format=json")
	a, ok := s.count(r, w.Header())
	if fault, injected := s.fault(r); injected {
		a, ok = fault, true
	}
	if !ok {
		a, ok = s.refuse(r, route.as)
	}
	if !ok {
		a, ok = s.forbid(route)
	}
	if !ok {
		write := r.Method != http.MethodGet && !strings.HasSuffix(route.path, "/access_tokens") && route.path != "/graphql"
		before, after := s.hooks()
		if write {
			s.cut(r, route, before)
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		a = route.answer(s, r)
		if write && a.status < 300 {
			s.cut(r, route, after)
		}
	}
	s.record(Call{Method: route.method, Route: route.path, Status: a.status})
	a.write(w)
}
