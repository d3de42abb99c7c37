--!   ! 17{?
graph { abs =ture } 